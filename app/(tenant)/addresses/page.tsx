import { Plus, Upload } from "lucide-react";
import { getTranslations } from "next-intl/server";
import { AddressBulkBar } from "@/components/addresses/address-bulk-bar";
import { AddressEmpty } from "@/components/addresses/address-empty";
import { AddressFilters } from "@/components/addresses/address-filters";
import { AddressTable } from "@/components/addresses/address-table";
import { ExportMenu } from "@/components/exports/export-button";
import { SearchRefused } from "@/components/frame/search-refused";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SelectionProvider } from "@/components/ui/selection";
import { addressCountMost, countAddresses, listAddresses } from "@/lib/addresses/queries";
import { addressListHref } from "@/lib/addresses/rules";
import { addressFilterSchema, addressPlaceSchema } from "@/lib/addresses/schema";
import { listAttributes } from "@/lib/attributes/queries";
import { allow } from "@/lib/auth/allow";
import { can, type TenantContext } from "@/lib/auth/context";
import { searchRefusal } from "@/lib/auth/reading-limits";
import { requireTenant } from "@/lib/auth/require";
import { type PageQuery, type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { listTags } from "@/lib/tags/queries";

export async function generateMetadata() {
  const t = await getTranslations("addresses");
  return { title: t("title") };
}

export default async function AddressesPage({ searchParams }: { searchParams: PageSearch }) {
  const ctx = await requireTenant();
  await allow(ctx, "addresses:read");
  const query = await readPageQuery(searchParams);
  const filter = addressFilterSchema.parse(query);
  const refusal = await searchRefusal(ctx, Boolean(filter.q || filter.value));
  if (refusal) return <Refused query={query} message={refusal} />;
  const [page, total, tags, attributes] = await Promise.all([
    listAddresses(ctx, { ...filter, ...addressPlaceSchema.parse(query) }),
    countAddresses(ctx, filter),
    can(ctx, "tags:read") ? listTags(ctx) : [],
    listAttributes(ctx, "address"),
  ]);
  const t = await getTranslations("addresses");
  const canWrite = can(ctx, "addresses:write");
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={<Actions ctx={ctx} query={filter} />}
      />
      <AddressFilters filter={filter} tags={tags} attributes={attributes} />
      {page.rows.length === 0 ? (
        <Card>
          <AddressEmpty isFiltered={isFiltered} canImport={can(ctx, "addresses:import")} />
        </Card>
      ) : (
        <SelectionProvider ids={page.rows.map((row) => row.id)}>
          <Card isFlush>
            {canWrite && (
              <AddressBulkBar filter={filter} tags={tags} total={total} most={addressCountMost} />
            )}
            <AddressTable addresses={page.rows} isSelectable={canWrite} />
          </Card>
        </SelectionProvider>
      )}
      <Pagination
        prevHref={page.previous && addressListHref({ ...filter, before: page.previous })}
        nextHref={page.next && addressListHref({ ...filter, after: page.next })}
        summary={<Total total={total} />}
      />
    </>
  );
}

type RefusedProps = { query: PageQuery; message: string };

async function Refused({ query, message }: RefusedProps) {
  const t = await getTranslations("addresses");
  return (
    <SearchRefused
      title={t("title")}
      action={paths.addresses}
      label={t("search")}
      query={query}
      message={message}
    />
  );
}

async function Total({ total }: { total: number }) {
  const t = await getTranslations("addresses");
  return total > addressCountMost
    ? t("totalOrMore", { count: addressCountMost })
    : t("total", { count: total });
}

type ActionsProps = { ctx: TenantContext; query: Parameters<typeof addressListHref>[0] };

async function Actions({ ctx, query }: ActionsProps) {
  const t = await getTranslations("addresses");
  return (
    <>
      {can(ctx, "addresses:export") && <ExportMenu filter={query} />}
      {can(ctx, "addresses:import") && (
        <LinkButton href={paths.newImport} icon={<Upload />}>
          {t("import")}
        </LinkButton>
      )}
      {can(ctx, "addresses:write") && (
        <LinkButton href={paths.newAddress} variant="primary" icon={<Plus />}>
          {t("new")}
        </LinkButton>
      )}
    </>
  );
}
