import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuditTable } from "@/components/audit/audit-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { listAuditEntries } from "@/lib/audit/queries";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("audit");
  return { title: t("title") };
}

export default async function AuditPage({
  searchParams,
}: {
  searchParams: Promise<{ after?: string }>;
}) {
  const ctx = await requireTenant();
  await allow(ctx, "audit:read");
  const { entries, after } = await listAuditEntries(ctx, { after: (await searchParams).after });
  const t = await getTranslations("audit");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card isFlush>
        <AuditTable entries={entries} />
      </Card>
      <Pagination nextHref={after && `${paths.audit}?after=${after}`} />
    </>
  );
}
