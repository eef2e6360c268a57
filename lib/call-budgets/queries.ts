import "server-only";
import { asc, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { callBudgets } from "@/db/schema/control";
import type { OperatorContext } from "@/lib/auth/context";

export type CallBudget = {
  /** Where the calls go to: scheme, host and port. */
  provider: string;
  /** Null until an answer of the provider has told one. */
  allowance: { calls: number; windowSeconds: number } | null;
  /** The part of the allowance in use, from 0 to 1: less after a refusal. */
  share: number;
  /** Until when no call is made; null while calls are welcome. */
  closedUntil: Date | null;
};

/** The allowances of the mail providers that workers have called, by address. */
export async function listCallBudgets(_operator: OperatorContext): Promise<CallBudget[]> {
  const rows = await controlDb()
    .select({
      provider: callBudgets.provider,
      calls: callBudgets.calls,
      windowMs: callBudgets.windowMs,
      share: callBudgets.share,
      openAt: callBudgets.openAt,
      isClosed: sql<boolean>`${callBudgets.openAt} > now()`,
    })
    .from(callBudgets)
    .orderBy(asc(callBudgets.provider));
  return rows.map(({ provider, calls, windowMs, share, openAt, isClosed }) => ({
    provider,
    allowance: calls && windowMs ? { calls, windowSeconds: windowMs / 1000 } : null,
    share,
    closedUntil: isClosed ? openAt : null,
  }));
}
