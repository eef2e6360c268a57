import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import type { Plan } from "@/lib/scheduling/rules";

/** When a delivery is to leave once it is approved. */
export function ApprovalPlan({ plan: { startsAt, bestHoursUntil } }: { plan: Plan }) {
  const t = useTranslations("approvals.plan");
  if (!startsAt) return t("now");
  if (!bestHoursUntil) return <DateTime value={startsAt} />;
  return t.rich("best", {
    from: () => <DateTime value={startsAt} />,
    until: () => <DateTime value={bestHoursUntil} />,
  });
}
