import { ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { AuditEntry } from "@/lib/audit/queries";
import { recipientActor } from "@/lib/unsubscribe/rules";
import { AuditChanges } from "./audit-changes";
import { useActionName } from "./use-action-name";

type Props = { entries: AuditEntry[]; isFiltered: boolean };

export function AuditTable({ entries, isFiltered }: Props) {
  const t = useTranslations("audit");
  const nameOf = useActionName();
  return (
    <Table
      caption={t("title")}
      rows={entries}
      getRowId={({ id }) => id}
      empty={
        <EmptyState
          icon={<ScrollText />}
          title={t(isFiltered ? "emptyFiltered" : "emptyTitle")}
          isCompact
        />
      }
      columns={[
        { id: "at", header: t("at"), width: "10rem", render: ({ at }) => <DateTime value={at} /> },
        {
          id: "actor",
          header: t("actor"),
          width: "12rem",
          render: ({ actorName, actorType }) => {
            if (actorType !== "job") return actorName;
            return t(actorName === recipientActor ? "recipient" : "service");
          },
        },
        {
          id: "action",
          header: t("action"),
          isRowHeader: true,
          render: (entry) => (
            <details className="min-w-0">
              <summary className="min-h-6 cursor-pointer">{nameOf(entry.action)}</summary>
              <AuditChanges entry={entry} />
            </details>
          ),
        },
        { id: "ip", header: t("ip"), width: "9rem", hideBelow: "md", render: ({ ip }) => ip ?? "" },
      ]}
    />
  );
}
