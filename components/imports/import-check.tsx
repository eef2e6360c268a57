import { useLocale, useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Card } from "@/components/ui/card";
import { Stat, StatGrid } from "@/components/ui/stat";
import { type Column, Table } from "@/components/ui/table";
import type { ImportCheck as Check } from "@/db/schema/imports";
import { formatNumber } from "@/lib/format";
import { readReason } from "@/lib/import-rows/rules";
import { CheckActions } from "./check-actions";

type ImportCheckProps = {
  importId: string;
  check: Check;
  /** Characters of the file that 〓 stands in for. */
  replaced: number;
};

/** What the whole file would do, before anything is written. */
export function ImportCheck({ importId, check, replaced }: ImportCheckProps) {
  const t = useTranslations("imports");
  const locale = useLocale();
  const rejected = check.refused.reduce((sum, { count }) => sum + count, 0);
  const counts = { ...check, rejected };
  return (
    <>
      <Card
        title={t("checkTitle")}
        description={t("checkDescription", { rows: check.rows })}
        actions={<CheckActions importId={importId} />}
      >
        <div className="flex flex-col gap-4">
          <StatGrid>
            {(["inserted", "updated", "unchanged", "rejected"] as const).map((name) => (
              <Stat
                key={name}
                label={t(`counts.${name}`)}
                value={formatNumber(counts[name], locale)}
              />
            ))}
          </StatGrid>
          <CheckNotes check={check} replaced={replaced} />
        </div>
      </Card>
      {check.refused.length > 0 && <RefusedTable refused={check.refused} />}
    </>
  );
}

function CheckNotes({ check, replaced }: Omit<ImportCheckProps, "importId">) {
  const t = useTranslations("imports");
  const { suppressed, nonstandard, withoutConsent, typos } = check;
  const notes = [
    check.inserted + check.updated === 0 && t("checkNothing"),
    suppressed > 0 && t("checkSuppressed", { count: suppressed }),
    withoutConsent > 0 && t("checkWithoutConsent", { count: withoutConsent }),
    replaced > 0 && t("checkReplaced", { count: replaced }),
    nonstandard > 0 && t("checkNonstandard", { count: nonstandard }),
    ...typos.map((typo) => t("checkTypo", typo)),
  ].filter((note) => note !== false);
  if (notes.length === 0) return null;
  return (
    <Alert tone="warning" title={t("checkNotes")}>
      <ul className="mt-1 list-disc pl-5">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </Alert>
  );
}

type Refused = Check["refused"][number];

function RefusedTable({ refused }: Pick<Check, "refused">) {
  const t = useTranslations("imports");
  const columns: Column<Refused>[] = [
    {
      id: "reason",
      header: t("table.reason"),
      isRowHeader: true,
      render: (row) => {
        const { code, column } = readReason(row.reason);
        return t(`reasons.${code}`, { column });
      },
    },
    {
      id: "count",
      header: t("counts.rejected"),
      align: "end",
      render: ({ count }) => t("checkRefusedCount", { count }),
    },
    {
      id: "lines",
      header: t("table.line"),
      render: ({ lines, count }) =>
        t(count > lines.length ? "checkRefusedMore" : "checkRefusedLines", {
          lines: lines.join(", "),
        }),
    },
  ];
  return (
    <Card title={t("checkRefused")} isFlush>
      <Table
        caption={t("checkRefused")}
        columns={columns}
        rows={refused}
        getRowId={({ reason }) => reason}
      />
    </Card>
  );
}
