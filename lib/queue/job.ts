import { eq } from "drizzle-orm";
import type { z } from "zod";
import { controlDb } from "@/db/client";
import { jobRuns } from "@/db/schema/control";
import { errorText, log, withLogFields } from "@/lib/log";

export type Job = (payload: unknown, run: { attempt: number; jobId: string }) => Promise<void>;

/** A job from its payload's schema and the mutation it calls; every run leaves a row in `job_runs`. */
export function job<S extends z.ZodType>(
  schema: S,
  work: (payload: z.output<S>, run: { attempt: number; jobId: string }) => Promise<unknown>,
): (task: string) => Job {
  return (task) => async (payload, run) => {
    const input = schema.parse(payload);
    const tenantId = textIn(input, "tenantId");
    const requestId = textIn(payload, "requestId") ?? run.jobId;
    await withLogFields({ task, tenantId, requestId, jobId: run.jobId }, async () => {
      const runId = await startRun(task, tenantId, run.attempt);
      try {
        await work(input, run);
        await finishRun(runId, "succeeded");
      } catch (error) {
        log.error({ err: error, task }, "job failed");
        await finishRun(runId, "failed", errorText(error));
        throw error;
      }
    });
  };
}

function textIn(payload: unknown, name: string): string | undefined {
  if (typeof payload !== "object" || payload === null) return undefined;
  const value: unknown = Reflect.get(payload, name);
  return typeof value === "string" ? value : undefined;
}

async function startRun(
  task: string,
  tenantId: string | undefined,
  attempt: number,
): Promise<string> {
  const [row] = await controlDb()
    .insert(jobRuns)
    .values({ task, tenantId, attempt })
    .returning({ id: jobRuns.id });
  if (!row) throw new Error("job run was not recorded");
  return row.id;
}

async function finishRun(id: string, state: "succeeded" | "failed", error?: string): Promise<void> {
  await controlDb()
    .update(jobRuns)
    .set({ state, error, finishedAt: new Date() })
    .where(eq(jobRuns.id, id));
}
