import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import type { Facts } from "@/lib/facts/schema";

/** What the service last measured of itself; what it does not know yet, it says. */
export function LiveFacts({ facts, region }: { facts: Facts; region: string }) {
  const t = useTranslations("legal-pages.facts");
  const { lastBackup, lastRestoreDrill, lastIsolationProbe, clockOffset, retention } = facts;
  const unknown = <span className="text-muted">{t("unknown")}</span>;
  const days = Object.entries(retention?.value.days ?? {});
  const items: { term: string; value: ReactNode }[] = [
    {
      term: t("lastBackup"),
      value: lastBackup ? (
        <Run {...lastBackup.value}>
          {lastBackup.value.generations !== undefined &&
            t("generations", { count: lastBackup.value.generations })}
        </Run>
      ) : (
        unknown
      ),
    },
    {
      term: t("lastRestoreDrill"),
      value: lastRestoreDrill ? <Run {...lastRestoreDrill.value} /> : unknown,
    },
    {
      term: t("lastIsolationProbe"),
      value: lastIsolationProbe ? (
        <Run {...lastIsolationProbe.value}>
          {t("probed", {
            tenants: lastIsolationProbe.value.tenants,
            tables: lastIsolationProbe.value.tables,
          })}
        </Run>
      ) : (
        unknown
      ),
    },
    {
      term: t("clockOffset"),
      value: clockOffset ? (
        <span className="flex flex-wrap gap-x-2">
          {t("milliseconds", {
            count: clockOffset.value.milliseconds,
            source: clockOffset.value.source,
          })}
          <DateTime value={clockOffset.value.at} />
        </span>
      ) : (
        unknown
      ),
    },
    { term: t("storageRegion"), value: region },
    {
      term: t("retention"),
      value:
        days.length > 0 ? (
          <ul>
            {days.map(([kind, count]) => (
              <li key={kind}>
                {t("kept", {
                  kind: t.has(`kinds.${kind as "audit"}`) ? t(`kinds.${kind as "audit"}`) : kind,
                  count,
                })}
              </li>
            ))}
          </ul>
        ) : (
          unknown
        ),
    },
  ];
  return (
    <Card title={t("title")} description={t("text")}>
      <DescriptionList items={items} />
    </Card>
  );
}

type RunProps = { at: string; isSuccessful: boolean; children?: ReactNode };

function Run({ at, isSuccessful, children }: RunProps) {
  const t = useTranslations("legal-pages.facts");
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <DateTime value={at} />
      <Badge tone={isSuccessful ? "success" : "danger"}>
        {t(isSuccessful ? "successful" : "failed")}
      </Badge>
      {children}
    </span>
  );
}
