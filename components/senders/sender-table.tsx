import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { type Column, Table } from "@/components/ui/table";
import type { SenderWithUse } from "@/lib/senders/queries";
import { DomainCheckDialog } from "./domain-check-dialog";
import { SenderRowActions } from "./sender-row-actions";

type Props = { senders: readonly SenderWithUse[]; canWrite: boolean };

export function SenderTable({ senders, canWrite }: Props) {
  const t = useTranslations("senders");
  const columns: Column<SenderWithUse>[] = [
    { id: "name", header: t("name"), isRowHeader: true, render: (row) => row.name },
    { id: "email", header: t("email"), render: (row) => row.email },
    { id: "replyTo", header: t("replyTo"), render: (row) => row.replyTo ?? t("sameAsFrom") },
    {
      id: "use",
      header: t("use"),
      align: "end",
      render: (row) => (
        <span className="inline-flex items-center gap-2">
          {row.isBusy && <Badge tone="info">{t("busy")}</Badge>}
          {t("useCount", { count: row.deliveryCount })}
        </span>
      ),
    },
  ];
  columns.push({
    id: "actions",
    header: t("actions"),
    isHeaderHidden: true,
    align: "end",
    render: (row) => (
      <div className="flex gap-1 sm:justify-end">
        <DomainCheckDialog id={row.id} name={row.name} />
        {canWrite && <SenderRowActions sender={row} />}
      </div>
    ),
  });
  return <Table caption={t("title")} columns={columns} rows={senders} getRowId={(row) => row.id} />;
}
