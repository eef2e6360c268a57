import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import { startChild } from "@/bin/local/child";
import { systemEnvironment, workerProgram } from "@/bin/local/program";
import { createBook, emptyDeliveries, scheduleDelivery } from "./audience";
import { startProvider, urlOf } from "./providers";
import { atMost, median, type Part } from "./report";
import { runs } from "./timing";

const most = 200;

/** The highest resident memory of a worker of its own that prepares and sends a delivery as fast as it can. */
export async function measureWorkerMemory(admin: postgres.Sql, messages: number): Promise<Part> {
  const book = await createBook(admin, messages);
  const peaks: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await emptyDeliveries(admin);
    const deliveryId = await scheduleDelivery(book);
    const provider = await startProvider("http");
    const { args, env } = workerProgram();
    const settings = { RESEND_BASE_URL: urlOf(provider), WORKER_CONCURRENCY: "3" };
    const worker = startChild({
      name: "worker",
      args,
      env: {
        ...(process.env as Record<string, string>),
        ...systemEnvironment(),
        ...env,
        ...settings,
      },
    });
    try {
      peaks.push(await highest(worker.pid, () => isFinished(admin, deliveryId)));
    } finally {
      await worker.stop();
      provider.close();
    }
  }
  const step = "memory of a worker at full rate";
  return {
    rows: [atMost({ step, figure: median(peaks), limit: most, unit: "MiB" }, 1)],
    facts: { workerMemory: peaks },
  };
}

async function isFinished(admin: postgres.Sql, deliveryId: string): Promise<boolean> {
  const [row] = await admin`select state from deliveries where id = ${deliveryId}`;
  return row?.state === "finished";
}

/** MiB, sampled from outside until it `isDone`. */
async function highest(pid: number, isDone: () => Promise<boolean>): Promise<number> {
  let peak = 0;
  do {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    peak = Math.max(peak, Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024);
    await sleep(50);
  } while (!(await isDone()));
  return peak;
}
