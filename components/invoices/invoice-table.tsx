import { ReceiptText } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { formatDate, formatYen } from "@/lib/format";
import type { InvoiceSummary } from "@/lib/invoices/queries";
import { invoiceState } from "@/lib/invoices/rules";
import { paths } from "@/lib/paths";

const tones = { paid: "success", open: "info", failed: "danger", voided: "neutral" } as const;

export function InvoiceTable({ invoices }: { invoices: InvoiceSummary[] }) {
  const t = useTranslations("billing");
  const locale = useLocale();
  return (
    <Table
      caption={t("invoices")}
      rows={invoices}
      getRowId={({ id }) => id}
      empty={
        <EmptyState
          icon={<ReceiptText />}
          title={t("noInvoices")}
          description={t("noInvoicesHint")}
          isCompact
        />
      }
      columns={[
        {
          id: "number",
          header: t("number"),
          isRowHeader: true,
          render: ({ id, number }) => <TextLink href={paths.invoice(id)}>{number}</TextLink>,
        },
        {
          id: "issuedAt",
          header: t("issuedAt"),
          render: ({ issuedAt }) => formatDate(issuedAt, locale),
        },
        {
          id: "total",
          header: t("total"),
          align: "end",
          render: ({ total }) => formatYen(total, locale),
        },
        {
          id: "state",
          header: t("state"),
          render: (invoice) => {
            const state = invoiceState(invoice);
            return <StatusBadge tone={tones[state]}>{t(`states.${state}`)}</StatusBadge>;
          },
        },
      ]}
    />
  );
}
