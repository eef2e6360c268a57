import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ProofDialog } from "@/components/factors/proof-dialog";
import { PublicCard } from "@/components/frame/public-card";
import { SignOutForm } from "@/components/frame/sign-out-form";
import { AskRecovery } from "@/components/networks/ask-recovery";
import { Button } from "@/components/ui/button";
import { DescriptionList } from "@/components/ui/description-list";
import { LinkButton } from "@/components/ui/link-button";
import { findTenantContext } from "@/lib/auth/require";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("networks.refusal");
  return { title: t("title") };
}

/** Where a user is led whose tenant does not allow the network they came from; it tells nothing of the tenant. */
export default async function NetworkRefusalPage() {
  const ctx = (await findTenantContext()) ?? redirect(paths.signIn);
  if (!ctx.isOutside) redirect(paths.dashboard);
  const t = await getTranslations("networks.refusal");
  return (
    <PublicCard title={t("title")} description={t("description")}>
      <div className="flex flex-col gap-4">
        <DescriptionList items={[{ term: t("ip"), value: ctx.request.ip ?? "" }]} />
        <div className="flex flex-wrap gap-2">
          <LinkButton href={paths.dashboard} variant="primary">
            {t("retry")}
          </LinkButton>
          <SignOutForm href={paths.signOut}>
            <Button type="submit" variant="ghost">
              {t("signOut")}
            </Button>
          </SignOutForm>
        </div>
        {ctx.actor.role === "master" && <AskRecovery />}
      </div>
      <ProofDialog />
    </PublicCard>
  );
}
