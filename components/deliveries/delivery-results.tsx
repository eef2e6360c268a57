import { useLocale, useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { Breakdown } from "@/lib/delivery-tallies/queries";
import type { DeliveryTotals } from "@/lib/delivery-totals/rules";
import { formatDateTime } from "@/lib/format";
import type { DeliveryTable } from "@/lib/history-tables/schema";
import type { LinkClicks } from "@/lib/reactions/queries";
import type { Ledger } from "@/lib/sending/queries";
import { DeliveryCharts } from "./delivery-charts";
import { DomainTable } from "./domain-table";
import { Funnel } from "./funnel";
import { LinkTable } from "./link-table";
import { tableHref } from "./list-address";
import { MissedTable } from "./missed-table";
import { TableExport } from "./table-export";

type Props = {
  id: string;
  ledger: Ledger;
  totals: DeliveryTotals;
  breakdown: Breakdown;
  clicks: readonly LinkClicks[];
  rights: { canReadLog: boolean; canExport: boolean };
};

/** What became of a delivery, from several sides. */
export function DeliveryResults({ id, ledger, totals, breakdown, clicks, rights }: Props) {
  const t = useTranslations("deliveries");
  const reacted = useTranslations("reactions");
  const tables = useTranslations("historyTables");
  const locale = useLocale();
  const { countedAt, domains, others, reasons, timeline } = breakdown;
  const { canReadLog, canExport } = rights;
  const takeOut = (name: string, table: DeliveryTable) =>
    canExport && <TableExport name={name} hrefOf={(encoding) => tableHref(id, table, encoding)} />;
  return (
    <>
      <DeliveryCharts
        ledger={ledger}
        timeline={timeline}
        actions={takeOut(t("charts.course"), "course")}
      />
      {countedAt && (
        <p className="text-muted text-xs">
          {tables("countedAt", { at: formatDateTime(countedAt, locale) })}
        </p>
      )}
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Card title={tables("funnel")} description={tables("funnelHint")}>
          <Funnel id={id} totals={totals} canReadLog={canReadLog} />
        </Card>
        <Card
          title={t("missed.title")}
          description={t("missed.hint")}
          actions={reasons.length > 0 && takeOut(t("log.reason"), "reasons")}
          isFlush
        >
          {reasons.length > 0 ? (
            <MissedTable id={id} reasons={reasons} canReadLog={canReadLog} />
          ) : (
            <EmptyState isCompact title={t("missed.none")} />
          )}
        </Card>
      </div>
      <Card
        title={tables("domains")}
        description={tables("domainsHint", { count: domains.length })}
        actions={domains.length > 0 && takeOut(tables("domains"), "domains")}
        isFlush
      >
        {domains.length > 0 ? (
          <DomainTable id={id} domains={domains} others={others} canReadLog={canReadLog} />
        ) : (
          <EmptyState isCompact title={tables("noDomains")} />
        )}
      </Card>
      {clicks.length > 0 && (
        <Card
          title={reacted("links")}
          description={reacted("linksHint")}
          actions={takeOut(reacted("links"), "links")}
          isFlush
        >
          <LinkTable links={clicks} delivered={ledger.delivered} />
        </Card>
      )}
    </>
  );
}
