import { Rss } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { NoticeFilterForm } from "@/components/notices/notice-filter-form";
import { NoticeTable } from "@/components/notices/notice-table";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { feedToken } from "@/lib/notice-feed/queries";
import { listNotices } from "@/lib/notices/queries";
import { noticeFilterSchema } from "@/lib/notices/schema";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notices");
  return { title: t("title") };
}

type Props = { searchParams: PageSearch };

export default async function NoticesPage({ searchParams }: Props) {
  const ctx = await requireTenant();
  await allow(ctx, "notices:read");
  const filter = noticeFilterSchema.parse(await readPageQuery(searchParams));
  const { notices, after } = await listNotices(ctx, filter);
  const t = await getTranslations("notices");
  const feed = `${paths.tenantNoticeFeed(feedToken(ctx))}?lang=${await getLocale()}`;
  const { kind = "", show } = filter;
  const actions = (
    <>
      {can(ctx, "settings:write") && (
        <LinkButton href={paths.settingsChatwork}>{t("channelsLink")}</LinkButton>
      )}
      <LinkButton href={feed} icon={<Rss />}>
        {t("feed")}
      </LinkButton>
    </>
  );
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={actions} />
      <div className="mb-4">
        <NoticeFilterForm filter={filter} />
      </div>
      <Card isFlush footer={t("feedHint")}>
        <NoticeTable notices={notices} />
        <Pagination
          nextHref={after && `${paths.notices}?${new URLSearchParams({ kind, show, after })}`}
        />
      </Card>
    </>
  );
}
