import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { Table } from "@/components/ui/table";
import type { PromiseRow } from "@/lib/promises/rules";
import { documentVersions } from "@/lib/terms/rules";

/** Every promise in plain words, with whether it is kept in this version. */
export function PromiseTable({ promises, region }: { promises: PromiseRow[]; region: string }) {
  const t = useTranslations("legal-pages.promises");
  const values = { region, version: documentVersions.terms[0] };
  const text = (number: string, part: "promise" | "how") => t(`${number as "W1"}.${part}`, values);
  const built = promises.filter(({ isBuilt }) => isBuilt).length;
  return (
    <Card title={t("title")} description={t("text", { total: promises.length, built })} isFlush>
      <Table
        caption={t("title")}
        rows={promises}
        getRowId={(row) => row.number}
        isStickyHeader={false}
        columns={[
          { id: "number", header: t("number"), width: "4rem", render: (row) => row.number },
          {
            id: "promise",
            header: t("promise"),
            isRowHeader: true,
            render: (row) => text(row.number, "promise"),
          },
          { id: "how", header: t("how"), render: (row) => text(row.number, "how") },
          {
            id: "state",
            header: t("state"),
            render: ({ isBuilt }) => (
              <Badge tone={isBuilt ? "success" : "neutral"}>
                {t(isBuilt ? "built" : "planned")}
              </Badge>
            ),
          },
        ]}
      />
    </Card>
  );
}
