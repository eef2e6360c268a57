import { useTranslations } from "next-intl";
import { OutboxStateBadge } from "@/components/notices/told-table";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, Table } from "@/components/ui/table";
import type { OutboxChannel, OutboxState } from "@/lib/outbox/schema";
import { RetryButton } from "./retry-button";

export type EvidenceRow = {
  id: string;
  title?: string;
  part: string;
  channel: OutboxChannel;
  target: string;
  tenantName: string | null;
  state: OutboxState;
  attempts: number;
  toldAt: Date | null;
  createdAt: Date;
  error: string | null;
};

const retryable: OutboxState[] = ["failed", "unknown", "off"];

/** Channel by target: what was told when, what was not and why, with another try. */
export function EvidenceTable({ rows, hasTitle }: { rows: EvidenceRow[]; hasTitle?: boolean }) {
  const t = useTranslations("operator-notices");
  const n = useTranslations("notices.outbox");
  const title: Column<EvidenceRow> = {
    id: "title",
    header: t("message"),
    isRowHeader: true,
    render: (row) => <span className="break-words">{row.title}</span>,
  };
  const columns: Column<EvidenceRow>[] = [
    ...(hasTitle ? [title] : []),
    {
      id: "channel",
      header: n("channel"),
      isRowHeader: !hasTitle,
      render: ({ channel, part }) => (
        <span className="flex flex-col">
          {n(`channels.${channel}`)}
          {!hasTitle && part !== "" && <span className="text-muted text-xs">{n("update")}</span>}
        </span>
      ),
    },
    {
      id: "target",
      header: n("target"),
      render: (row) => <TargetName row={row} />,
    },
    { id: "state", header: n("state"), render: (row) => <StateWithReason row={row} /> },
    {
      id: "attempts",
      header: t("attempts"),
      align: "end",
      hideBelow: "lg",
      render: (row) => row.attempts,
    },
    {
      id: "toldAt",
      header: n("toldAt"),
      render: ({ toldAt }) => (toldAt ? <DateTime value={toldAt} /> : "—"),
    },
    {
      id: "actions",
      header: t("retry"),
      isHeaderHidden: true,
      align: "end",
      render: ({ id, state }) => retryable.includes(state) && <RetryButton id={id} />,
    },
  ];
  return (
    <Table
      caption={n("title")}
      rows={rows}
      getRowId={({ id }) => id}
      columns={columns}
      empty={<EmptyState title={t("nothingTold")} isCompact />}
    />
  );
}

function TargetName({ row }: { row: EvidenceRow }) {
  const t = useTranslations("operator-notices.rooms");
  const room = row.target as Parameters<typeof t>[0];
  const name = row.target.startsWith("tenant:") || !t.has(room) ? null : t(room);
  return (
    <span className="flex min-w-0 flex-col">
      <span>{row.tenantName ?? name ?? row.target}</span>
      {row.channel === "mail" && row.tenantName && (
        <span className="break-all text-muted text-xs">{row.target}</span>
      )}
    </span>
  );
}

function StateWithReason({ row }: { row: EvidenceRow }) {
  return (
    <span className="flex min-w-0 flex-col gap-1">
      <OutboxStateBadge state={row.state} />
      {row.error && <span className="max-w-72 break-words text-muted text-xs">{row.error}</span>}
    </span>
  );
}
