import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { Waiting } from "@/lib/approvals/queries";
import { paths } from "@/lib/paths";
import { ApprovalPlan } from "./approval-plan";

type Row = Waiting["approvals"][number];

/** What waits for the reader's decision: how many, and those that wait longest. Nothing when nothing does. */
export function WaitingCard({ waiting: { count, approvals } }: { waiting: Waiting }) {
  const t = useTranslations("approvals.dashboard");
  if (count === 0) return null;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          {t("title")}
          <Badge tone="info">{t("count", { count })}</Badge>
        </span>
      }
      actions={<TextLink href={`${paths.deliveries}?tab=approval`}>{t("all")}</TextLink>}
      isFlush
    >
      <WaitingTable approvals={approvals} />
    </Card>
  );
}

function WaitingTable({ approvals }: { approvals: readonly Row[] }) {
  const t = useTranslations("approvals.dashboard");
  const columns: Column<Row>[] = [
    {
      id: "delivery",
      header: t("delivery"),
      isRowHeader: true,
      render: ({ deliveryId, deliveryName }) => (
        <TextLink href={paths.deliveryApproval(deliveryId)}>{deliveryName}</TextLink>
      ),
    },
    { id: "asker", header: t("asker"), render: (row) => row.requestedByName },
    { id: "plan", header: t("plan"), render: (row) => <ApprovalPlan plan={row} /> },
    {
      id: "askedAt",
      header: t("askedAt"),
      render: (row) => <DateTime value={row.requestedAt} />,
    },
  ];
  return (
    <Table caption={t("title")} columns={columns} rows={approvals} getRowId={({ id }) => id} />
  );
}
