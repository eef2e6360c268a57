import { Download } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { exportHref, logHref } from "@/components/deliveries/list-address";
import { LogReason } from "@/components/deliveries/log-reason";
import { RecipientTable } from "@/components/deliveries/recipient-table";
import { SearchRefused } from "@/components/frame/search-refused";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchForm } from "@/components/ui/search-form";
import { Select } from "@/components/ui/select";
import { Tabs } from "@/components/ui/tabs";
import { TextField } from "@/components/ui/text-field";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { searchRefusal } from "@/lib/auth/reading-limits";
import { requireTenant } from "@/lib/auth/require";
import { getDelivery } from "@/lib/deliveries/queries";
import { listRecipients } from "@/lib/history/queries";
import { isRecipientMark, logViews } from "@/lib/history/rules";
import { logFilterSchema } from "@/lib/history/schema";
import { type PageQuery, type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: PageSearch;
};

const pageSize = 50;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("deliveries");
  return { title: t("log.title") };
}

export default async function RecipientsPage({ params, searchParams }: Props) {
  const ctx = await requireTenant();
  await allow(ctx, "history:read");
  const { id } = await params;
  const query = await readPageQuery(searchParams);
  const filter = logFilterSchema.parse(query);
  const refusal = await searchRefusal(ctx, Boolean(filter.q || filter.domain));
  if (refusal) return <Refused query={query} message={refusal} id={id} />;
  const after = query.after;
  const [delivery, page, t, tables] = await Promise.all([
    orNotFound(getDelivery(ctx, id)),
    orNotFound(listRecipients(ctx, id, filter, { after, size: pageSize })),
    getTranslations("deliveries"),
    getTranslations("historyTables"),
  ]);
  const { view, q, domain, reason } = filter;
  const isFiltered = view !== "all" || q !== "" || domain !== undefined || reason !== undefined;
  const labelOf = (name: (typeof logViews)[number]) => {
    if (name === "all" || name === "missed") return t(`log.views.${name}`);
    return isRecipientMark(name) ? t(`marks.${name}`) : t(`recipientStates.${name}`);
  };
  return (
    <>
      <PageHeader
        title={t("log.title")}
        description={t("log.description")}
        breadcrumbs={[
          { href: paths.deliveries, label: t("title") },
          { href: paths.delivery(id), label: delivery.name },
          { label: t("log.title") },
        ]}
        actions={
          can(ctx, "history:export") && (
            <>
              <LinkButton href={exportHref(id, filter, "utf-8-bom")} icon={<Download />} isFile>
                {t("log.exportUtf8")}
              </LinkButton>
              <LinkButton href={exportHref(id, filter, "cp932")} icon={<Download />} isFile>
                {t("log.exportCp932")}
              </LinkButton>
            </>
          )
        }
      />
      <Tabs
        label={t("log.viewsLabel")}
        items={(["all", "missed"] as const).map((name) => ({
          href: logHref(id, { ...filter, reason: undefined, view: name }),
          label: t(`log.views.${name}`),
          isCurrent: view === name,
        }))}
      />
      <div className="mb-3">
        <SearchForm
          key={`${view}:${q}:${domain}:${reason}`}
          action={paths.deliveryRecipients(id)}
          label={t("log.search")}
          placeholder={t("log.searchHint")}
          defaultValue={q}
          {...(reason ? { keep: { reason } } : {})}
        >
          <Select
            label={t("log.filter")}
            hideLabel
            name="view"
            defaultValue={view}
            options={logViews.map((name) => ({ value: name, label: labelOf(name) }))}
          />
          <TextField
            label={tables("domainField")}
            hideLabel
            name="domain"
            placeholder={tables("domainExample")}
            defaultValue={domain ?? ""}
          />
          {isFiltered && (
            <LinkButton href={logHref(id, { view: "all" })} variant="ghost">
              {tables("clear")}
            </LinkButton>
          )}
        </SearchForm>
        {reason && (
          <LogReason reason={reason} clearHref={logHref(id, { ...filter, reason: undefined })} />
        )}
      </div>
      <Card isFlush>
        {page.rows.length > 0 ? (
          <RecipientTable deliveryId={id} rows={page.rows} />
        ) : (
          <EmptyState isCompact title={isFiltered ? t("log.emptyFiltered") : t("log.emptyAll")} />
        )}
        <Pagination
          prevHref={after ? logHref(id, filter) : null}
          nextHref={page.next && logHref(id, filter, page.next)}
        />
      </Card>
    </>
  );
}

type RefusedProps = { query: PageQuery; message: string; id: string };

async function Refused({ query, message, id }: RefusedProps) {
  const t = await getTranslations("deliveries");
  return (
    <SearchRefused
      title={t("log.title")}
      action={paths.deliveryRecipients(id)}
      label={t("log.search")}
      query={query}
      message={message}
    />
  );
}
