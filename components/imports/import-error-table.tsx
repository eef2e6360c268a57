import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { type Column, Table } from "@/components/ui/table";
import { readReason } from "@/lib/import-rows/rules";
import { keptErrorsMost } from "@/lib/importing/rules";
import type { ImportError } from "@/lib/imports/queries";
import { paths } from "@/lib/paths";

type ImportErrorTableProps = { importId: string; errors: ImportError[]; total: number };

export function ImportErrorTable({ importId, errors, total }: ImportErrorTableProps) {
  const t = useTranslations("imports");
  const isCut = total > errors.length;
  return (
    <Card
      title={t("errorsTitle")}
      description={
        total > keptErrorsMost
          ? t("errorsDescriptionKept", { most: keptErrorsMost })
          : t("errorsDescription")
      }
      isFlush
      actions={
        <LinkButton href={paths.importErrors(importId)} icon={<Download />} download>
          {t("errorsDownload")}
        </LinkButton>
      }
      {...(isCut ? { footer: t("errorsMore", { shown: errors.length, total }) } : {})}
    >
      <Table
        caption={t("errorsTitle")}
        columns={useColumns()}
        rows={errors}
        getRowId={(row) => String(row.line)}
      />
    </Card>
  );
}

function useColumns(): Column<ImportError>[] {
  const t = useTranslations("imports");
  return [
    {
      id: "line",
      header: t("table.line"),
      align: "end",
      width: "5rem",
      isRowHeader: true,
      render: (row) => row.line,
    },
    {
      id: "reason",
      header: t("table.reason"),
      render: (row) => {
        const { code, column } = readReason(row.reason);
        return t(`reasons.${code}`, { column });
      },
    },
    {
      id: "values",
      header: t("table.values"),
      render: (row) => (
        <span className="break-all text-muted">{shorten(row.cells.join(", "))}</span>
      ),
    },
  ];
}

const shorten = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
