import { ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import type { AuditEntry } from "@/lib/audit/queries";

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const t = useTranslations("audit");
  return (
    <Table
      caption={t("title")}
      rows={entries}
      getRowId={({ id }) => id}
      empty={<EmptyState icon={<ScrollText />} title={t("emptyTitle")} isCompact />}
      columns={[
        { id: "at", header: t("at"), width: "10rem", render: ({ at }) => <DateTime value={at} /> },
        {
          id: "actor",
          header: t("actor"),
          width: "12rem",
          render: ({ actorName, actorType }) => (actorType === "job" ? t("service") : actorName),
        },
        {
          id: "action",
          header: t("action"),
          isRowHeader: true,
          render: ({ action }) => <AuditAction action={action} />,
        },
        {
          id: "details",
          header: t("details"),
          hideBelow: "lg",
          render: ({ details }) => <AuditDetails details={details} />,
        },
        { id: "ip", header: t("ip"), width: "9rem", hideBelow: "md", render: ({ ip }) => ip ?? "" },
      ]}
    />
  );
}

function AuditAction({ action }: { action: string }) {
  const t = useTranslations("audit.actions");
  const key = action.replaceAll(".", "_").replaceAll("-", "_") as Parameters<typeof t>[0];
  return <>{t.has(key) ? t(key) : action}</>;
}

function AuditDetails({ details }: { details: Record<string, unknown> }) {
  if (Object.keys(details).length === 0) return null;
  return (
    <code className="line-clamp-2 break-all text-muted text-xs">{JSON.stringify(details)}</code>
  );
}
