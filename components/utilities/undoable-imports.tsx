import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { UndoableImport } from "@/lib/import-undos/queries";
import { paths } from "@/lib/paths";

/** The way to the imports that can still be taken back; each is taken back on its own page. */
export function UndoableImports({ imports }: { imports: UndoableImport[] }) {
  const t = useTranslations("utilities.imports");
  return (
    <Table
      caption={t("title")}
      rows={imports}
      getRowId={({ id }) => id}
      columns={useColumns()}
      empty={<EmptyState icon={<Undo2 />} title={t("emptyTitle")} description={t("emptyText")} />}
    />
  );
}

function useColumns(): Column<UndoableImport>[] {
  const t = useTranslations("utilities.imports");
  return [
    {
      id: "fileName",
      header: t("fileName"),
      isRowHeader: true,
      render: ({ id, fileName }) => <TextLink href={paths.import(id)}>{fileName}</TextLink>,
    },
    {
      id: "changed",
      header: t("changed"),
      hideBelow: "md",
      render: ({ inserted, updated }) => t("counts", { inserted, updated }),
    },
    { id: "until", header: t("until"), render: ({ until }) => <DateTime value={until} /> },
  ];
}
