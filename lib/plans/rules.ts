import { plans } from "@/content/plans";

export type PlanId = (typeof plans)[number]["id"];

export type Plan = {
  id: PlanId;
  monthlyYen: number;
  limits: { addresses: number; monthlyMails: number; users: number };
};

export const planIds = plans.map((plan) => plan.id);
export const defaultPlanId: PlanId = "standard";

export const listPlans = (): readonly Plan[] => plans;

/** The plan with this id, or null when it is not on offer. */
export function findPlan(id: string | null | undefined): Plan | null {
  return plans.find((plan) => plan.id === id) ?? null;
}
