import { type ChangedPlans, findPlan } from "@/lib/plans/rules";

export const quotaNames = ["addresses", "monthlyMails", "users"] as const;
export type QuotaName = (typeof quotaNames)[number];

export type Limits = Record<QuotaName, number | null> & { mailsPerHour: number | null };
type Changed = { [K in keyof Limits]: Limits[K] };

/** What a customer may use: the provider's own figure for it, else the plan's as it is now; null is without limit. */
export function limitsOf(
  planId: string,
  changed: Changed | undefined,
  changedPlans: ChangedPlans | null,
): Limits {
  const known = findPlan(planId);
  const plan = known && (changedPlans?.[known.id] ?? known.limits);
  return {
    addresses: changed?.addresses ?? plan?.addresses ?? null,
    monthlyMails: changed?.monthlyMails ?? plan?.monthlyMails ?? null,
    users: changed?.users ?? plan?.users ?? null,
    mailsPerHour: changed?.mailsPerHour ?? null,
  };
}

/** Whether `more` still fit below the limit. */
export const hasRoom = (limit: number | null, used: number, more: number): boolean =>
  limit === null || used + more <= limit;
