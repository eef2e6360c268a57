import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { currentRequestId } from "@/lib/log";

export type EnqueueOptions = {
  runAt?: Date;
  /** A job with the same key that has not started is replaced. */
  jobKey?: string;
  /** Jobs of one queue run one after another. */
  queueName?: string;
  maxAttempts?: number;
};

/**
 * Adds a job in the caller's transaction: it exists exactly when the change it follows does, and carries the id of the
 * request behind it. Payloads hold ids, never secrets.
 */
export async function enqueue(
  tx: Pick<Transaction, "execute">,
  task: string,
  payload: Record<string, string | number | boolean | null>,
  options: EnqueueOptions = {},
): Promise<void> {
  const requestId = currentRequestId();
  await tx.execute(sql`select graphile_worker.add_job(
    ${task}::text,
    payload => ${JSON.stringify(requestId ? { requestId, ...payload } : payload)}::json,
    queue_name => ${options.queueName ?? null}::text,
    run_at => ${options.runAt?.toISOString() ?? null}::timestamptz,
    max_attempts => ${options.maxAttempts ?? 25}::int,
    job_key => ${options.jobKey ?? null}::text
  )`);
}
