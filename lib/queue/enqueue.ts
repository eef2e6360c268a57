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
  await tx.execute(sql`select enqueue_job(
    ${task}::text,
    ${JSON.stringify(requestId ? { requestId, ...payload } : payload)}::json,
    ${options.queueName ?? null}::text,
    ${options.runAt?.toISOString() ?? null}::timestamptz,
    ${options.maxAttempts ?? 25}::int,
    ${options.jobKey ?? null}::text
  )`);
}
