import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { ChannelsForm } from "@/components/chatwork-rooms/channels-form";
import { TestButton } from "@/components/chatwork-rooms/test-button";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { getTenantChannels } from "@/lib/chatwork-rooms/queries";
import { formatDateTime } from "@/lib/format";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("chatworkRooms");
  return { title: t("title") };
}

export default async function ChatworkSettingsPage() {
  const ctx = await requireTenant();
  await allow(ctx, "settings:write");
  const channels = await getTenantChannels(ctx);
  const t = await getTranslations("chatworkRooms");
  const s = await getTranslations("settings");
  const locale = await getLocale();
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        breadcrumbs={[{ href: paths.settings, label: s("title") }]}
      />
      <div className="flex max-w-3xl flex-col gap-5">
        <Card>
          <ChannelsForm channels={channels} />
        </Card>
        <Card
          title={t("test")}
          description={t("testHint")}
          actions={channels.isChatworkOn && <TestButton />}
        >
          <p className="text-muted">
            {!channels.isChatworkOn && t("off")}
            {channels.testedAt && t("testedAt", { at: formatDateTime(channels.testedAt, locale) })}
          </p>
        </Card>
      </div>
    </>
  );
}
