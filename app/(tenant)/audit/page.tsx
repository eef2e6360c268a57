import { Download, FileArchive } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuditFilterForm } from "@/components/audit/audit-filter-form";
import { AuditTable } from "@/components/audit/audit-table";
import { ChainState } from "@/components/audit/chain-state";
import { SearchRefused } from "@/components/frame/search-refused";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { listAuditChoices, listAuditEntries } from "@/lib/audit/queries";
import { findAuditCheck } from "@/lib/audit-chain/queries";
import { auditFilterSchema } from "@/lib/audit-exports/schema";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { searchRefusal } from "@/lib/auth/reading-limits";
import { requireTenant } from "@/lib/auth/require";
import { type PageQuery, type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("audit");
  return { title: t("title") };
}

type Props = { searchParams: PageSearch };

export default async function AuditPage({ searchParams }: Props) {
  const ctx = await requireTenant();
  await allow(ctx, "audit:read");
  const query = await readPageQuery(searchParams);
  const filter = auditFilterSchema.parse(query);
  const place = query.after;
  const refusal = await searchRefusal(ctx, filter.q !== "");
  if (refusal) return <Refused query={query} message={refusal} />;
  const [{ entries, after }, choices, check, t] = await Promise.all([
    listAuditEntries(ctx, { ...filter, after: place }),
    listAuditChoices(ctx),
    findAuditCheck(ctx),
    getTranslations("audit"),
  ]);
  const given = Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : []));
  const href = (path: string, added: string[][]) =>
    `${path}?${new URLSearchParams([...given, ...added])}`;
  const fileHref = (format: string) => href(paths.auditExport, [["format", format]]);
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            {can(ctx, "utilities:use") && (
              <LinkButton href={paths.evidence} icon={<FileArchive />}>
                {t("evidence")}
              </LinkButton>
            )}
            <LinkButton href={fileHref("csv")} icon={<Download />} download>
              {t("exportCsv")}
            </LinkButton>
            <LinkButton href={fileHref("jsonl")} icon={<Download />} download>
              {t("exportJsonl")}
            </LinkButton>
          </>
        }
      />
      <div className="mb-4 flex flex-col gap-4">
        <ChainState check={check} />
        <AuditFilterForm key={given.join()} filter={filter} choices={choices} />
      </div>
      <Card isFlush>
        <AuditTable entries={entries} isFiltered={given.length > 0} />
        <Pagination
          prevHref={place ? href(paths.audit, []) : null}
          nextHref={after && href(paths.audit, [["after", after]])}
        />
      </Card>
    </>
  );
}

type RefusedProps = { query: PageQuery; message: string };

async function Refused({ query, message }: RefusedProps) {
  const t = await getTranslations("audit");
  return (
    <SearchRefused
      title={t("title")}
      action={paths.audit}
      label={t("searchLabel")}
      query={query}
      message={message}
    />
  );
}
