import { ListPlus } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, Table } from "@/components/ui/table";
import type { Attribute } from "@/lib/attributes/queries";
import { AttributeRowActions } from "./attribute-row-actions";

export function AttributeList({ attributes }: { attributes: Attribute[] }) {
  const t = useTranslations("attributes");
  const list = new Intl.ListFormat(useLocale(), { type: "unit" });
  const columns: Column<Attribute>[] = [
    { id: "key", header: t("key"), isRowHeader: true, render: (attribute) => attribute.key },
    { id: "type", header: t("type"), render: (attribute) => t(`types.${attribute.type}`) },
    {
      id: "choices",
      header: t("choices"),
      hideBelow: "md",
      render: (attribute) => list.format(attribute.choices),
    },
    {
      id: "actions",
      header: t("actions"),
      isHeaderHidden: true,
      align: "end",
      render: (attribute) => <AttributeRowActions attribute={attribute} />,
    },
  ];
  if (attributes.some((attribute) => attribute.subject === "address")) {
    columns.splice(3, 0, {
      id: "merge",
      header: t("mergeField"),
      render: (attribute) => <code>{`{{${attribute.key}}}`}</code>,
    });
  }
  const empty = (
    <EmptyState icon={<ListPlus />} title={t("emptyTitle")} description={t("emptyDescription")} />
  );
  return (
    <Table
      caption={t("caption")}
      columns={columns}
      rows={attributes}
      getRowId={(attribute) => attribute.id}
      empty={empty}
    />
  );
}
