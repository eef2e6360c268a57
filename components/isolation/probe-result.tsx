import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { Table } from "@/components/ui/table";
import type { IsolationProbe } from "@/lib/isolation/queries";
import { refusalCode } from "@/lib/isolation-attempts/rules";

type TableProbe = IsolationProbe["results"][number];
type Reach = TableProbe["read"];

/** One probe: the verdict, then what was tried on each table. */
export function ProbeResult({ probe }: { probe: IsolationProbe }) {
  const t = useTranslations("isolation");
  const { results, attempts, isSuccessful } = probe;
  const failed = results.filter((result) => !result.isSuccessful).length;
  return (
    <div className="flex flex-col gap-5">
      {isSuccessful ? (
        <Alert tone="success" title={t("passed")}>
          {t("passedText", { tables: results.length, attempts })}
        </Alert>
      ) : (
        <Alert tone="danger" title={t("failed")}>
          {t("failedText", { failed })}
        </Alert>
      )}
      <Card>
        <DescriptionList
          columns={2}
          items={[
            { term: t("at"), value: <DateTime value={probe.at} /> },
            { term: t("startedBy"), value: probe.startedBy ?? t("daily") },
            { term: t("attempts"), value: attempts },
            { term: t("duration"), value: t("milliseconds", { count: probe.durationMs }) },
          ]}
        />
      </Card>
      <Card title={t("tables")} description={t("tablesHint", { code: refusalCode })} isFlush>
        <TableProbes results={results} />
      </Card>
    </div>
  );
}

const attempts = ["read", "guess", "insert", "update", "remove"] as const;

function TableProbes({ results }: { results: TableProbe[] }) {
  const t = useTranslations("isolation");
  return (
    <Table
      caption={t("tables")}
      rows={results}
      getRowId={({ table }) => table}
      columns={[
        {
          id: "table",
          header: t("table"),
          isRowHeader: true,
          render: ({ table }) => <code className="text-xs">{table}</code>,
        },
        {
          id: "own",
          header: t("own"),
          align: "end",
          render: ({ own }) => (own < 100 ? t("ownCount", { count: own }) : t("ownMost")),
        },
        ...attempts.map((name) => ({
          id: name,
          header: t(name),
          render: (row: TableProbe) => <Outcome reach={row[name]} />,
        })),
        {
          id: "protection",
          header: t("protection"),
          render: ({ isProtected }) => t(isProtected ? "protected" : "unprotected"),
        },
        {
          id: "result",
          header: t("result"),
          render: ({ isSuccessful }) => <Verdict isSuccessful={isSuccessful} />,
        },
      ]}
    />
  );
}

function Outcome({ reach }: { reach: Reach | null }) {
  const t = useTranslations("isolation");
  if (!reach) return <span className="text-muted">{t("noRow")}</span>;
  return <>{reach.code ? t("refused", { code: reach.code }) : t("rows", { count: reach.rows })}</>;
}

export function Verdict({ isSuccessful }: { isSuccessful: boolean }) {
  const t = useTranslations("isolation.states");
  return (
    <Badge tone={isSuccessful ? "success" : "danger"}>
      {t(isSuccessful ? "passed" : "failed")}
    </Badge>
  );
}
