import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PolicyForm } from "@/components/factors/policy-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { TextLink } from "@/components/ui/text-link";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { formatDateTime } from "@/lib/format";
import { paths } from "@/lib/paths";
import { countSecondSteps, getSecondStepPolicy } from "@/lib/second-step-policy/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("factors.policy");
  return { title: t("title") };
}

export default async function SecondStepPolicyPage() {
  const ctx = await requireTenant();
  await allow(ctx, "settings:write");
  const [policy, counts, t, settings] = await Promise.all([
    getSecondStepPolicy(ctx),
    countSecondSteps(ctx),
    getTranslations("factors.policy"),
    getTranslations("settings"),
  ]);
  const { isRequired, graceDays, requiredSince } = policy;
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        breadcrumbs={[{ href: paths.settings, label: settings("title") }, { label: t("title") }]}
      />
      <Card className="max-w-3xl">
        <div className="flex flex-col gap-5">
          <div className="flex flex-col gap-1">
            {requiredSince && <p>{t("since", { at: formatDateTime(requiredSince) })}</p>}
            <p>{t("count", { active: counts.active, count: counts.protectedUsers })}</p>
            {can(ctx, "users:read") && <TextLink href={paths.users}>{t("users")}</TextLink>}
          </div>
          <PolicyForm policy={{ isRequired, graceDays }} />
        </div>
      </Card>
    </>
  );
}
