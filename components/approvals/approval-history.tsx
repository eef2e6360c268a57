import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, Table } from "@/components/ui/table";
import type { Approval } from "@/lib/approvals/queries";
import { ApprovalStateBadge } from "./approval-state";

/** Every request for this delivery with its outcome, the newest first. */
export function ApprovalHistory({ approvals }: { approvals: readonly Approval[] }) {
  const t = useTranslations("approvals.history");
  const page = useTranslations("approvals.page");
  const panel = useTranslations("approvals.panel");
  const columns: Column<Approval>[] = [
    {
      id: "asked",
      header: t("asked"),
      width: "14rem",
      isRowHeader: true,
      render: (row) => <Step name={row.requestedByName} at={row.requestedAt} />,
    },
    {
      id: "state",
      header: t("state"),
      width: "10rem",
      render: (row) => <Outcome approval={row} />,
    },
    {
      id: "decided",
      header: t("decided"),
      width: "14rem",
      render: ({ decidedByName, decidedAt }) =>
        decidedByName && decidedAt ? <Step name={decidedByName} at={decidedAt} /> : panel("none"),
    },
    {
      id: "words",
      header: t("words"),
      render: ({ note, reason }) => (
        <div className="flex min-w-0 flex-col gap-1 whitespace-pre-wrap break-words">
          {note && <p>{t("note", { text: note })}</p>}
          {reason && <p>{t("reason", { text: reason })}</p>}
          {!note && !reason && panel("none")}
        </div>
      ),
    },
  ];
  return (
    <Table
      caption={t("caption")}
      columns={columns}
      rows={approvals}
      getRowId={({ id }) => id}
      empty={<EmptyState isCompact title={page("empty")} description={page("emptyText")} />}
    />
  );
}

function Step({ name, at }: { name: string; at: Date }) {
  return (
    <div className="min-w-0 font-normal">
      <p className="break-words">{name}</p>
      <p className="text-muted text-xs">
        <DateTime value={at} />
      </p>
    </div>
  );
}

function Outcome({ approval: { state, isSole, endedAt } }: { approval: Approval }) {
  const t = useTranslations("approvals.history");
  const panel = useTranslations("approvals.panel");
  return (
    <div className="flex min-w-0 flex-col items-start gap-1">
      <ApprovalStateBadge state={state} />
      {isSole && <span className="text-muted text-xs">{panel("sole")}</span>}
      {endedAt && (
        <span className="text-muted text-xs">
          {t.rich("ended", { at: () => <DateTime value={endedAt} /> })}
        </span>
      )}
    </div>
  );
}
