import { FileUp } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { formatNumber } from "@/lib/format";
import type { ImportSummary } from "@/lib/imports/queries";
import { paths } from "@/lib/paths";
import { ImportStateBadge } from "./import-state-badge";

export function ImportTable({ imports }: { imports: ImportSummary[] }) {
  const t = useTranslations("imports");
  return (
    <Table
      caption={t("title")}
      columns={useColumns()}
      rows={imports}
      getRowId={(row) => row.id}
      empty={
        <EmptyState
          icon={<FileUp />}
          title={t("emptyTitle")}
          description={t("emptyDescription")}
          action={
            <LinkButton href={paths.newImport} variant="primary">
              {t("new")}
            </LinkButton>
          }
        />
      }
    />
  );
}

function useColumns(): Column<ImportSummary>[] {
  const t = useTranslations("imports");
  const locale = useLocale();
  const counts = (["inserted", "updated", "unchanged", "rejected"] as const).map(
    (name): Column<ImportSummary> => ({
      id: name,
      header: t(`counts.${name}`),
      align: "end",
      hideBelow: name === "unchanged" ? "lg" : "md",
      render: (row) => formatNumber(row[name], locale),
    }),
  );
  return [
    {
      id: "fileName",
      header: t("table.fileName"),
      isRowHeader: true,
      render: (row) => <TextLink href={paths.import(row.id)}>{row.fileName}</TextLink>,
    },
    {
      id: "state",
      header: t("table.state"),
      render: (row) => <ImportStateBadge state={row.state} />,
    },
    ...counts,
    {
      id: "createdBy",
      header: t("table.createdBy"),
      hideBelow: "lg",
      render: (row) => row.createdBy ?? "",
    },
    {
      id: "createdAt",
      header: t("table.createdAt"),
      render: (row) => <DateTime value={row.createdAt} />,
    },
  ];
}
