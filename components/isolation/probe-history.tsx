import { useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { IsolationProbeSummary } from "@/lib/isolation/queries";
import { paths } from "@/lib/paths";
import { Verdict } from "./probe-result";

export function ProbeHistory({ probes }: { probes: IsolationProbeSummary[] }) {
  const t = useTranslations("isolation");
  return (
    <Table
      caption={t("history")}
      rows={probes}
      getRowId={({ id }) => id}
      columns={[
        {
          id: "at",
          header: t("at"),
          isRowHeader: true,
          render: ({ id, at }) => (
            <TextLink href={`${paths.isolation}?probe=${id}`}>
              <DateTime value={at} />
            </TextLink>
          ),
        },
        {
          id: "startedBy",
          header: t("startedBy"),
          render: ({ startedBy }) => startedBy ?? t("daily"),
        },
        {
          id: "attempts",
          header: t("attempts"),
          align: "end",
          render: (probe) => probe.attempts,
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
