import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoticeTable } from "@/components/notices/notice-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { requireTenant } from "@/lib/auth/require";
import { listNotices } from "@/lib/notices/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notices");
  return { title: t("title") };
}

export default async function NoticesPage({
  searchParams,
}: {
  searchParams: Promise<{ after?: string }>;
}) {
  const ctx = await requireTenant();
  const { notices, after } = await listNotices(ctx, { after: (await searchParams).after });
  const t = await getTranslations("notices");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card isFlush>
        <NoticeTable notices={notices} />
      </Card>
      <Pagination nextHref={after && `${paths.notices}?after=${after}`} />
    </>
  );
}
