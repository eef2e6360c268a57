import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { inboundJobs } from "@/lib/inbound-mails/jobs";
import { receiveMail } from "@/lib/inbound-mails/mutations";
import { startLocalResend } from "../local/emulators";

export const inboundDomain = "inbound.example.jp";

/**
 * The local mail provider, leading to the webhook for mail that comes in, and the worker's part. To be started before
 * anything reads the settings.
 */
export async function startInbound() {
  let last: { headers: Headers; body: string } | null = null;
  const receiver = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    const headers = new Headers(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
    last = { headers, body };
    response.writeHead(200).end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  const provider = await startLocalResend({ publicUrl: `http://127.0.0.1:${port}` });
  Object.assign(process.env, provider.env, { INBOUND_DOMAIN: inboundDomain });

  /** How many addresses of ours the last mail came to; what follows has been done by then. */
  const receive = async (): Promise<number> => {
    while (last === null) await sleep(20);
    const answer = await receiveMail(last.headers, last.body);
    await work();
    return Number((await answer.json()).taken);
  };
  return {
    comesIn: async (to: string, mail: string) => {
      last = null;
      const query = new URLSearchParams({ to });
      await fetch(`${provider.url}/_local/inbound?${query}`, { method: "POST", body: mail });
      return receive();
    },
    /** The same call once more, as the provider makes it when it has missed the answer. */
    comesAgain: receive,
    stop: async () => {
      await provider.stop();
      receiver.close();
    },
  };
}

async function work(): Promise<void> {
  const jobs = await controlDb().execute<{
    id: string;
    task: keyof typeof inboundJobs;
    payload: unknown;
  }>(sql`select j.id, t.identifier as task, j.payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier like 'inbound.%'`);
  for (const { id, task, payload } of jobs) {
    await inboundJobs[task](task)(payload, { attempt: 1, jobId: String(id) });
    await controlDb().execute(sql`select graphile_worker.complete_jobs(array[${id}::bigint])`);
  }
}
