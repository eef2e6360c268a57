import { Download, Plus, Send } from "lucide-react";
import type { Metadata } from "next";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { CompareButton } from "@/components/deliveries/compare-button";
import { DeliveryTable } from "@/components/deliveries/delivery-table";
import { listExportHref, listHref } from "@/components/deliveries/list-address";
import { PeriodTotalsCard } from "@/components/deliveries/period-totals";
import { SearchRefused } from "@/components/frame/search-refused";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { Card } from "@/components/ui/card";
import { DateField } from "@/components/ui/date-time-field";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchForm } from "@/components/ui/search-form";
import { SelectionBar, SelectionProvider } from "@/components/ui/selection";
import { Tabs } from "@/components/ui/tabs";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { searchRefusal } from "@/lib/auth/reading-limits";
import { requireTenant } from "@/lib/auth/require";
import { countDeliveries, type DeliveryPage, listDeliveries } from "@/lib/deliveries/queries";
import { type DeliveryTab, deliveryTabs, isMoving } from "@/lib/deliveries/rules";
import { type CourseTotals, getCourseTotals } from "@/lib/delivery-totals/queries";
import { type ListFilter, listFilterSchema } from "@/lib/delivery-totals/schema";
import { type PageQuery, type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

type Props = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("deliveries");
  return { title: t("title") };
}

export default async function DeliveriesPage({ searchParams }: Props) {
  const ctx = await requireTenant();
  await allow(ctx, "deliveries:read");
  const query = await readPageQuery(searchParams);
  const filter = listFilterSchema.parse(query);
  const refusal = await searchRefusal(ctx, filter.q !== "");
  if (refusal) return <Refused query={query} message={refusal} />;
  const after = query.after;
  const [page, counts, course, t] = await Promise.all([
    listDeliveries(ctx, { ...filter, after }),
    countDeliveries(ctx),
    after ? null : getCourseTotals(ctx, filter),
    getTranslations("deliveries"),
  ]);
  const canExport = can(ctx, "history:export");
  const view: ListView = { filter, after, page, counts, course, canExport };
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
              {canExport && <ListExport filter={filter} />}
              {canWrite && <CreateDelivery />}
            </>
          )
        }
      />
      {isFirstUse ? <FirstUse canWrite={canWrite} /> : <DeliveryList {...view} />}
    </>
  );
}

type RefusedProps = { query: PageQuery; message: string };

async function Refused({ query, message }: RefusedProps) {
  const t = await getTranslations("deliveries");
  return (
    <SearchRefused
      title={t("title")}
      action={paths.deliveries}
      label={t("search")}
      query={query}
      message={message}
    />
  );
}

function ListExport({ filter }: Pick<ListView, "filter">) {
  const t = useTranslations("deliveryTotals");
  return (
    <>
      <LinkButton href={listExportHref(filter, "utf-8-bom")} icon={<Download />} isFile>
        {t("exportUtf8")}
      </LinkButton>
      <LinkButton href={listExportHref(filter, "cp932")} icon={<Download />} isFile>
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

/** Who needs no approvals is not asked to look at none. */
const shownTabs = (current: DeliveryTab, counts: Record<DeliveryTab, number>) =>
  deliveryTabs.filter((tab) => tab !== "approval" || tab === current || counts.approval > 0);

type ListView = {
  filter: ListFilter;
  after: string | undefined;
  page: DeliveryPage;
  counts: Record<DeliveryTab, number>;
  course: CourseTotals | null;
  canExport: boolean;
};

function DeliveryList({ filter, after, page, counts, course, canExport }: ListView) {
  const t = useTranslations("deliveries");
  const { tab, q, from, to } = filter;
  const isFiltered = q !== "" || from !== undefined || to !== undefined;
  const hasTotals = (from ?? to) || course?.periods.some(({ deliveries }) => deliveries > 0);
  return (
    <>
      {course && tab === "all" && q === "" && hasTotals && (
        <div className="mb-5">
          <PeriodTotalsCard course={course} canExport={canExport} />
        </div>
      )}
      <Tabs
        label={t("tabs.label")}
        items={shownTabs(filter.tab, counts).map((name) => ({
          href: listHref({ ...filter, tab: name }),
          label: t(`tabs.${name}`),
          count: counts[name],
          isCurrent: name === tab,
        }))}
      />
      <ListSearch filter={filter} isFiltered={isFiltered} />
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
            title={t(isFiltered ? "empty.noMatch" : "empty.noneHere")}
            action={
              isFiltered && (
                <LinkButton href={listHref({ tab, q: "" })}>{t("empty.showAll")}</LinkButton>
              )
            }
          />
        )}
        <Pagination
          prevHref={after ? listHref(filter) : null}
          nextHref={page.next && listHref(filter, page.next)}
        />
      </Card>
    </>
  );
}

function ListSearch({ filter, isFiltered }: { filter: ListFilter; isFiltered: boolean }) {
  const t = useTranslations("deliveries");
  const tables = useTranslations("historyTables");
  const { tab, q, from = "", to = "" } = filter;
  return (
    <div className="mb-3">
      <SearchForm
        key={`${tab}:${q}:${from}:${to}`}
        action={paths.deliveries}
        label={t("search")}
        placeholder={t("searchHint")}
        defaultValue={q}
        keep={tab === "all" ? {} : { tab }}
      >
        <DateField label={tables("from")} name="from" defaultValue={from} max={to || undefined} />
        <DateField label={tables("to")} name="to" defaultValue={to} min={from || undefined} />
        {isFiltered && (
          <LinkButton href={listHref({ tab, q: "" })} variant="ghost">
            {tables("clear")}
          </LinkButton>
        )}
      </SearchForm>
    </div>
  );
}
