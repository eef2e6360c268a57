import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ApiTokenForm } from "@/components/api-tokens/api-token-form";
import { ApiTokenList } from "@/components/api-tokens/api-token-list";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy-text";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { listApiTokens } from "@/lib/api-tokens/queries";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("api");
  return { title: t("title") };
}

export default async function ApiSettingsPage() {
  const ctx = await requireTenant();
  await allow(ctx, "access:write");
  const tokens = await listApiTokens(ctx);
  const t = await getTranslations("api");
  const settings = await getTranslations("settings");
  const now = Date.now();
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        breadcrumbs={[{ href: paths.settings, label: settings("title") }]}
      />
      <div className="flex max-w-3xl flex-col gap-5">
        <Card title={t("address")}>
          <div className="flex flex-col gap-3">
            <CopyText label={t("address")} text={absoluteUrl(paths.api)} />
            <TextLink href={paths.manualPage("api")}>{t("guide")}</TextLink>
          </div>
        </Card>
        <Card title={t("tokens")} description={t("tokensHint")} isFlush>
          <ApiTokenList
            tokens={tokens.map((token) => ({
              ...token,
              isExpired: token.expiresAt.getTime() <= now,
            }))}
          />
          <div className="border-line border-t p-4">
            <ApiTokenForm />
          </div>
        </Card>
      </div>
    </>
  );
}
