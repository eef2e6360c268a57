import { Download, Plus, Send } from "lucide-react";
import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { CompareButton } from "@/components/deliveries/compare-button";
import { DailyChart } from "@/components/deliveries/daily-chart";
import { DeliveryTable } from "@/components/deliveries/delivery-table";
import { listExportHref, listHref } from "@/components/deliveries/list-address";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchForm } from "@/components/ui/search-form";
import { SelectionBar, SelectionProvider } from "@/components/ui/selection";
import { Tabs } from "@/components/ui/tabs";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { countDeliveries, type DeliveryPage, listDeliveries } from "@/lib/deliveries/queries";
import { type DeliveryTab, deliveryTabs, isMoving, readTab } from "@/lib/deliveries/rules";
import { type DayTotals, getDailyTotals } from "@/lib/delivery-totals/queries";
import { paths } from "@/lib/paths";

type Query = { tab?: string | string[]; q?: string | string[]; after?: string | string[] };

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("deliveries");
  return { title: t("title") };
}

export default async function DeliveriesPage({ searchParams }: { searchParams: Promise<Query> }) {
  const ctx = await requireTenant();
  await allow(ctx, "deliveries:read");
  const query = await searchParams;
  const tab = readTab(one(query.tab));
  const q = (one(query.q) ?? "").slice(0, 200);
  const after = one(query.after);
  const [page, counts, days, t] = await Promise.all([
    listDeliveries(ctx, { tab, q, after }),
    countDeliveries(ctx),
    getDailyTotals(ctx),
    getTranslations("deliveries"),
  ]);
  const view: ListView = { tab, q, after, page, counts, days };
  const canWrite = can(ctx, "deliveries:write");
  const isFirstUse = counts.all === 0;
  return (
    <>
      <AutoRefresh isActive={page.deliveries.some(({ state }) => isMoving(state))} everyMs={4000} />
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          !isFirstUse && (
            <>
              {can(ctx, "history:export") && <ListExport tab={tab} q={q} />}
              {canWrite && <CreateDelivery />}
            </>
          )
        }
      />
      {isFirstUse ? <FirstUse canWrite={canWrite} /> : <DeliveryList {...view} />}
    </>
  );
}

function ListExport({ tab, q }: Pick<ListView, "tab" | "q">) {
  const t = useTranslations("deliveryTotals");
  return (
    <>
      <LinkButton href={listExportHref(tab, q, "utf-8-bom")} icon={<Download />} isFile>
        {t("exportUtf8")}
      </LinkButton>
      <LinkButton href={listExportHref(tab, q, "cp932")} icon={<Download />} isFile>
        {t("exportCp932")}
      </LinkButton>
    </>
  );
}

function CreateDelivery() {
  const t = useTranslations("deliveries");
  return (
    <LinkButton href={paths.newDelivery} variant="primary" icon={<Plus />}>
      {t("create")}
    </LinkButton>
  );
}

function FirstUse({ canWrite }: { canWrite: boolean }) {
  const t = useTranslations("deliveries");
  return (
    <Card>
      <EmptyState
        icon={<Send />}
        title={t("empty.title")}
        description={t(canWrite ? "empty.description" : "empty.readOnly")}
        action={canWrite && <CreateDelivery />}
      />
    </Card>
  );
}

type ListView = {
  tab: DeliveryTab;
  q: string;
  after: string | undefined;
  page: DeliveryPage;
  counts: Record<DeliveryTab, number>;
  days: DayTotals[];
};

function DeliveryList({ tab, q, after, page, counts, days }: ListView) {
  const t = useTranslations("deliveries");
  const isOnTop = tab === "all" && q === "" && !after;
  return (
    <>
      {isOnTop && days.some(({ sent }) => sent > 0) && (
        <div className="mb-5">
          <DailyChart days={days} />
        </div>
      )}
      <Tabs
        label={t("tabs.label")}
        items={deliveryTabs.map((name) => ({
          href: listHref(name, q),
          label: t(`tabs.${name}`),
          count: counts[name],
          isCurrent: name === tab,
        }))}
      />
      <div className="mb-3">
        <SearchForm
          action={paths.deliveries}
          label={t("search")}
          placeholder={t("searchHint")}
          defaultValue={q}
          keep={tab === "all" ? {} : { tab }}
        />
      </div>
      <Card isFlush>
        {page.deliveries.length > 0 ? (
          <SelectionProvider ids={page.deliveries.map(({ id }) => id)}>
            <SelectionBar>
              <CompareButton />
            </SelectionBar>
            <DeliveryTable deliveries={page.deliveries} />
          </SelectionProvider>
        ) : (
          <EmptyState
            isCompact
            title={t(q ? "empty.noMatch" : "empty.noneHere")}
            action={q && <LinkButton href={listHref(tab, "")}>{t("empty.showAll")}</LinkButton>}
          />
        )}
        <Pagination
          prevHref={after ? listHref(tab, q) : null}
          nextHref={page.next && listHref(tab, q, page.next)}
        />
      </Card>
    </>
  );
}
