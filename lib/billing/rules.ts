import { findPlan, type Plan } from "@/lib/plans/rules";
import { hasRoom, type Limits, type QuotaName, quotaNames } from "@/lib/quotas/rules";

export type PlanChange = "same" | "upgrade" | "downgrade";

/** What a change from one plan to another is, by their prices. */
export function planChange(from: string, to: Plan): PlanChange {
  const price = findPlan(from)?.monthlyYen ?? 0;
  if (to.monthlyYen === price && from === to.id) return "same";
  return to.monthlyYen > price ? "upgrade" : "downgrade";
}

type Excess = { name: QuotaName; used: number; limit: number };

/** What would not fit into a plan's limits; mails of this month count only where the plan begins within the month. */
export function excessOf(
  limits: Limits,
  used: Record<QuotaName, number>,
  isSameMonth: boolean,
): Excess[] {
  return quotaNames.flatMap((name) => {
    const limit = limits[name];
    if (limit === null || (name === "monthlyMails" && !isSameMonth)) return [];
    return hasRoom(limit, used[name], 0) ? [] : [{ name, used: used[name], limit }];
  });
}

const jstMonth = (date: Date): string =>
  new Date(date.getTime() + 9 * 3_600_000).toISOString().slice(0, 7);

/** Whether two moments are in one month in Japan. */
export const isSameMonth = (one: Date, other: Date): boolean => jstMonth(one) === jstMonth(other);
