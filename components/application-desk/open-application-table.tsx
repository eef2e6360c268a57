import { Inbox } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { Badge, StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { OpenApplication } from "@/lib/application-desk/queries";
import { isBuildable, isStuck } from "@/lib/application-desk/rules";
import { buildSteps } from "@/lib/builds/rules";
import { RefundDialog } from "./refund-dialog";
import { RetryBuildButton } from "./retry-build-button";

type OpenApplicationTableProps = { applications: readonly OpenApplication[]; empty: string };
type Row = { row: OpenApplication };

export function OpenApplicationTable({ applications, empty }: OpenApplicationTableProps) {
  const t = useTranslations("operatorRecords.applications");
  return (
    <Table
      caption={t("title")}
      rows={applications}
      getRowId={({ id }) => id}
      empty={<EmptyState icon={<Inbox />} title={empty} isCompact />}
      columns={[
        {
          id: "applicant",
          header: t("applicant"),
          isRowHeader: true,
          render: ({ companyName, email }) => (
            <span className="flex min-w-0 flex-col">
              {companyName}
              <span className="break-all font-normal text-muted text-xs">{email}</span>
            </span>
          ),
        },
        { id: "state", header: t("state"), render: (row) => <Standing row={row} /> },
        { id: "age", header: t("age"), render: (row) => <Age row={row} /> },
        {
          id: "paidAt",
          header: t("paidAt"),
          render: ({ paidAt }) => (paidAt ? <DateTime value={paidAt} /> : t("unpaid")),
        },
        {
          id: "refund",
          header: t("refund"),
          hideBelow: "md",
          render: ({ refundNote, refundNotedAt }) =>
            refundNote && (
              <span className="flex max-w-56 flex-col break-words text-xs">
                {refundNote}
                {refundNotedAt && <DateTime value={refundNotedAt} />}
              </span>
            ),
        },
        {
          id: "actions",
          header: t("actions"),
          isHeaderHidden: true,
          align: "end",
          render: (row) => (
            <span className="flex flex-wrap justify-end gap-2">
              {isBuildable(row) && <RetryBuildButton id={row.id} />}
              {row.paidAt && <RefundDialog id={row.id} note={row.refundNote ?? ""} />}
            </span>
          ),
        },
      ]}
    />
  );
}

function Standing({ row }: Row) {
  const t = useTranslations("operatorRecords.applications");
  const states = useTranslations("operator.applications.states");
  return (
    <span className="flex min-w-0 flex-col items-start gap-1">
      <span className="flex flex-wrap gap-1">
        <Badge>{states(row.state)}</Badge>
        {isStuck(row) && <StatusBadge tone="danger">{t("stuck")}</StatusBadge>}
      </span>
      {row.state === "building" && (
        <span className="text-muted text-xs">
          {t("step", { done: row.buildStep, all: buildSteps.length })}
        </span>
      )}
      {row.buildError && (
        <span className="line-clamp-3 max-w-72 break-words text-muted text-xs">
          {row.buildError}
        </span>
      )}
    </span>
  );
}

function Age({ row: { createdAt } }: Row) {
  const format = useFormatter();
  return (
    <span className="flex flex-col">
      {format.relativeTime(createdAt, new Date())}
      <span className="text-muted text-xs">
        <DateTime value={createdAt} />
      </span>
    </span>
  );
}
