import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DomainForm } from "@/components/sign-on/domain-form";
import { DomainList } from "@/components/sign-on/domain-list";
import { PolicyForm } from "@/components/sign-on/policy-form";
import { ProviderForm } from "@/components/sign-on/provider-form";
import { ProviderState } from "@/components/sign-on/provider-state";
import { ScimTokens } from "@/components/sign-on/scim-tokens";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { listTokens } from "@/lib/scim-tokens/queries";
import { findProvider } from "@/lib/sign-on/queries";
import { listDomains } from "@/lib/sign-on-domains/queries";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signOn");
  return { title: t("title") };
}

export default async function SignOnSettingsPage({ searchParams }: Search) {
  const ctx = await requireTenant();
  await allow(ctx, "access:write");
  const [provider, domains, tokens, { test }] = await Promise.all([
    findProvider(ctx),
    listDomains(ctx),
    listTokens(ctx),
    readPageQuery(searchParams),
  ]);
  const t = await getTranslations("signOn");
  const scim = await getTranslations("scim");
  const settings = await getTranslations("settings");
  const redirectAddress = absoluteUrl(paths.signOnReturn(ctx.tenantId));
  const key = `${provider?.updatedAt.getTime()}`;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        breadcrumbs={[{ href: paths.settings, label: settings("title") }]}
      />
      <div className="flex max-w-3xl flex-col gap-5">
        <Card title={t("provider")} description={t("providerHint")}>
          <ProviderForm key={key} provider={provider} />
        </Card>
        <Card title={t("connection")} description={t("connectionHint")}>
          <ProviderState provider={provider} redirectAddress={redirectAddress} test={test} />
        </Card>
        <Card title={t("domains.title")} description={t("domains.hint")} isFlush>
          <DomainList domains={domains} />
          <div className="border-line border-t p-4">
            <DomainForm />
          </div>
        </Card>
        {provider && (
          <Card title={t("policy")} description={t("policyHint")}>
            <PolicyForm key={key} provider={provider} />
          </Card>
        )}
        <Card title={scim("title")} description={scim("description")}>
          <ScimTokens address={absoluteUrl(paths.scim)} tokens={tokens} />
        </Card>
      </div>
    </>
  );
}
