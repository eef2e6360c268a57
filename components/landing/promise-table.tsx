import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { Table } from "@/components/ui/table";
import { termsVersion } from "@/lib/terms/rules";

const working = [
  "W1",
  "W2",
  "W3",
  "W4",
  "W5",
  "W6",
  "W7",
  "W8",
  "W14",
  "W16",
  "W22",
  "W23",
  "W29",
  "W30",
  "W31",
  "W32",
] as const;

/** Only what works in this version; the rest joins when it does. */
export function PromiseTable({ region }: { region: string }) {
  const t = useTranslations("legal-pages.promises");
  return (
    <Card title={t("title")} description={t("text")} isFlush>
      <Table
        caption={t("title")}
        rows={working.map((id) => ({ id }))}
        getRowId={(row) => row.id}
        isStickyHeader={false}
        columns={[
          { id: "number", header: t("number"), width: "4rem", render: (row) => row.id },
          {
            id: "promise",
            header: t("promise"),
            isRowHeader: true,
            render: (row) => t(`${row.id}.promise`),
          },
          {
            id: "how",
            header: t("how"),
            render: (row) => t(`${row.id}.how`, { region, version: termsVersion }),
          },
        ]}
      />
    </Card>
  );
}
