import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { asOperator } from "@/bin/testing/as-operator";
import { controlDb } from "@/db/client";
import { createTestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob } from "@/lib/auth/context";
import { currentRequestId, errorText, withLogFields } from "@/lib/log";
import { enqueue } from "@/lib/queue/enqueue";
import { job } from "@/lib/queue/job";
import { keepErrorLine } from "./mutations";
import { listServiceErrors } from "./queries";
import { readErrorLine } from "./rules";

const find = (search: string) =>
  asOperator((operator) => listServiceErrors(operator, { search, after: undefined }));

describe("errors that are kept", () => {
  it("W17: staff find by the id that a customer reports what went wrong, without addresses and secrets", async () => {
    const { tenantId } = await createTestTenant();
    const requestId = randomUUID();
    const stack = `PostgresError: Key (email)=(taro@example.jp) exists, key ${"k".repeat(40)}\n    at save (a.ts:1:2)`;
    await keepErrorLine(
      JSON.stringify({
        level: "error",
        surface: "web",
        requestId,
        tenantId,
        msg: "action failed",
        err: { type: "PostgresError", message: "x", stack, digest: "1234567" },
      }),
    );
    for (const search of [requestId, "1234567"]) {
      const { errors } = await find(search);
      expect(errors[0]).toMatchObject({ message: "action failed", requestId, surface: "web" });
      expect(errors[0]?.error).toContain("[address]");
      expect(errors[0]?.error).toContain("[masked]");
      expect(errors[0]?.error).toContain("at save");
      expect(errors[0]?.error).not.toContain("taro");
      expect(errors[0]?.accountId).toMatch(/^EC-/);
    }
    expect((await find("nothing of the kind")).errors).toEqual([]);
  });

  it("W17: what was asked of the database is told without its values", () => {
    const error = new Error("Failed query: select 1\nparams: taro@example.jp,秘密");
    expect(errorText(error)).toBe("Failed query: select 1");
    expect(readErrorLine("no line of ours")).toBeNull();
    expect(readErrorLine("{}")).toMatchObject({ surface: "?", message: "" });
  });

  it("W17: a process in trouble keeps so many errors and no more", async () => {
    const requestId = randomUUID();
    const line = JSON.stringify({ surface: "worker", msg: "again", requestId });
    const later = Date.now() + 3_600_000;
    await Promise.all(Array.from({ length: 80 }, () => keepErrorLine(line, later)));
    const [row] = await controlDb().execute<{ count: number }>(
      sql`select count(*)::int as count from service_errors where request_id = ${requestId}`,
    );
    expect(row?.count).toBe(50);
  });

  it("W17: a request's id goes with its work to the database and to the job that it asked for", async () => {
    const { tenantId } = await createTestTenant();
    const requestId = randomUUID();
    const task = `test-${requestId}`;
    const name = await withLogFields({ requestId }, async () => {
      await enqueue(controlDb(), task, { tenantId });
      return transaction(contextForJob(tenantId, "test"), async (tx) => {
        const [row] = await tx.execute<{ name: string }>(
          sql`select current_setting('application_name') as name`,
        );
        return row?.name;
      });
    });
    expect(name).toBe(`ecai-web:${requestId}`);
    const [queued] = await controlDb().execute<{ payload: unknown }>(sql`
      select j.payload from graphile_worker._private_jobs j
      join graphile_worker._private_tasks t on t.id = j.task_id where t.identifier = ${task}`);
    expect(queued?.payload).toEqual({ tenantId, requestId });
    let seen: string | undefined;
    const work = job(z.object({ tenantId: z.uuid() }), async () => {
      seen = currentRequestId();
    });
    await work(task)(queued?.payload, { attempt: 1, jobId: "7" });
    expect(seen).toBe(requestId);
    await controlDb().execute(sql`
      delete from graphile_worker._private_jobs where payload ->> 'requestId' = ${requestId}`);
  });
});
