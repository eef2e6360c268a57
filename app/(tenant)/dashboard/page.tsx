import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { WaitingCard } from "@/components/approvals/waiting-card";
import { DashboardStats } from "@/components/dashboard/dashboard-stats";
import { GettingStarted } from "@/components/dashboard/getting-started";
import { RecentDeliveries } from "@/components/dashboard/recent-deliveries";
import { NoticeTable } from "@/components/notices/notice-table";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { listWaiting } from "@/lib/approvals/queries";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { readDashboard } from "@/lib/dashboard/queries";
import { listDeliveries } from "@/lib/deliveries/queries";
import { listNotices } from "@/lib/notices/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("dashboard");
  return { title: t("title") };
}

export default async function DashboardPage() {
  const ctx = await requireTenant();
  const canRead = can(ctx, "deliveries:read");
  const [dashboard, { notices }, waiting, recent] = await Promise.all([
    readDashboard(ctx),
    listNotices(ctx, { limit: 5 }),
    canRead ? listWaiting(ctx) : null,
    canRead ? listDeliveries(ctx, { tab: "all", q: "" }, 5) : null,
  ]);
  const t = await getTranslations("dashboard");
  const canWrite = can(ctx, "deliveries:write");
  const create = (
    <LinkButton href={paths.newDelivery} variant="primary" icon={<Plus />}>
      {t("newDelivery")}
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("greeting", { name: ctx.actor.name })}
        actions={canWrite ? create : undefined}
      />
      <div className="flex flex-col gap-5">
        <DashboardStats stats={dashboard} locale={await getLocale()} />
        {waiting && <WaitingCard waiting={waiting} />}
        {dashboard.deliveries === 0 && canWrite && <GettingStarted />}
        <Card
          title={t("notices")}
          actions={<TextLink href={paths.notices}>{t("allNotices")}</TextLink>}
          isFlush
        >
          <NoticeTable notices={notices} />
        </Card>
        {recent && (
          <Card
            title={t("recentDeliveries")}
            actions={<TextLink href={paths.deliveries}>{t("allDeliveries")}</TextLink>}
            isFlush
          >
            <RecentDeliveries deliveries={recent.deliveries} />
          </Card>
        )}
      </div>
    </>
  );
}
