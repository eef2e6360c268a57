import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { Table } from "@/components/ui/table";
import type { Billing } from "@/lib/billing/queries";
import { usePlanName } from "./plan-name";

/** Which plan counted from when to when. */
export function PeriodList({ periods }: Pick<Billing, "periods">) {
  const t = useTranslations("billing");
  const planName = usePlanName();
  return (
    <Card title={t("history")} isFlush>
      <Table
        caption={t("history")}
        rows={periods}
        getRowId={({ startedAt }) => startedAt.toISOString()}
        columns={[
          {
            id: "plan",
            header: t("plan"),
            isRowHeader: true,
            render: ({ planId }) => planName(planId),
          },
          {
            id: "startedAt",
            header: t("startedAt"),
            render: ({ startedAt }) => <DateTime value={startedAt} />,
          },
          {
            id: "endedAt",
            header: t("endedAt"),
            render: ({ endedAt }) => (endedAt ? <DateTime value={endedAt} /> : t("now")),
          },
        ]}
      />
    </Card>
  );
}
