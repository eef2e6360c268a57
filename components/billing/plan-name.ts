import { useTranslations } from "next-intl";
import { findPlan } from "@/lib/plans/rules";

/** Names plans; one that is no longer on offer keeps its id. */
export function usePlanName(): (planId: string) => string {
  const t = useTranslations("plans");
  return (planId) => {
    const plan = findPlan(planId);
    return plan ? t(`names.${plan.id}`) : planId;
  };
}
