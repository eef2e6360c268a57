import { plans } from "@/content/plans";

export type PlanId = (typeof plans)[number]["id"];

export type PlanLimits = { addresses: number; monthlyMails: number; users: number };
/** What the provider has changed of the plans' limits. */
export type ChangedPlans = Partial<Record<PlanId, PlanLimits>>;

export type Plan = {
  id: PlanId;
  monthlyYen: number;
  limits: PlanLimits;
};

export const planIds: readonly PlanId[] = plans.map((plan) => plan.id);
export const defaultPlanId: PlanId = "standard";

export const listPlans = (): readonly Plan[] => plans;

/** The plan with this id, or null when it is not on offer. */
export function findPlan(id: string | null | undefined): Plan | null {
  return plans.find((plan) => plan.id === id) ?? null;
}

/** The plans with what the provider has changed of their limits. */
export const offersOf = (offered: readonly Plan[], changed: ChangedPlans | null): readonly Plan[] =>
  offered.map((plan) => ({ ...plan, limits: changed?.[plan.id] ?? plan.limits }));
