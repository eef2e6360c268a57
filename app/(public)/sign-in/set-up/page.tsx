import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { AddPasskey } from "@/components/factors/add-passkey";
import { OwnTotp } from "@/components/factors/own-totp";
import { ProofDialog } from "@/components/factors/proof-dialog";
import { PublicCard } from "@/components/frame/public-card";
import { SignOutForm } from "@/components/frame/sign-out-form";
import { Button } from "@/components/ui/button";
import { isDrawnByAction } from "@/lib/auth/request-info";
import { findTenantContext, mustSetUpSecondStep } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { localPath } from "@/lib/sign-in/rules";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("factors.setUp");
  return { title: t("title") };
}

/** Where a user is led whose tenant requires a second step and whose days of grace are over. */
export default async function SetUpPage({ searchParams }: Search) {
  const ctx = (await findTenantContext()) ?? redirect(paths.signIn);
  const { next } = await readPageQuery(searchParams);
  const href = localPath(next) ?? paths.dashboard;
  // Drawn again by its own form's action, the page still shows the recovery codes that are seen only once.
  const isActing = await isDrawnByAction();
  if (!isActing && !mustSetUpSecondStep(ctx)) redirect(href);
  const t = await getTranslations("factors.setUp");
  return (
    <PublicCard title={t("title")} description={t("description")}>
      <div className="flex flex-col gap-4">
        <OwnTotp next={href} />
        <p className="border-line border-t pt-3 text-muted">{t("or")}</p>
        <AddPasskey next={href} />
        <SignOutForm href={paths.signOut} className="flex flex-col">
          <Button type="submit" variant="ghost">
            {t("signOut")}
          </Button>
        </SignOutForm>
      </div>
      <ProofDialog />
    </PublicCard>
  );
}
