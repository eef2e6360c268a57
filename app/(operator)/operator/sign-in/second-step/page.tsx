import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { OperatorSecondStep } from "@/components/factors/operator-second-step";
import { PublicCard } from "@/components/frame/public-card";
import { PublicFrame } from "@/components/frame/public-frame";
import { readCookie } from "@/lib/auth/browser-cookie";
import { isDrawnByAction } from "@/lib/auth/request-info";
import { findOperatorContext } from "@/lib/auth/require";
import { findOperatorChallenge } from "@/lib/operator-factors/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("factors.secondStep");
  return { title: t("title") };
}

export default async function OperatorSecondStepPage() {
  const challenge = await findOperatorChallenge(await readCookie("second-step"));
  // Drawn again by its own form's action, the page still shows the recovery codes that are seen only once.
  const isActing = await isDrawnByAction();
  if (!isActing && !challenge && !(await findOperatorContext())) redirect(paths.operatorSignIn);
  const t = await getTranslations("factors");
  const isSetUp = challenge?.methods.hasTotp ?? false;
  return (
    <PublicFrame width="sm" homeHref={paths.operatorHome} footerLinks={[]}>
      <PublicCard
        title={isSetUp ? t("secondStep.title") : t("operator.setUpTitle")}
        description={isSetUp ? t("secondStep.description") : t("operator.setUpDescription")}
      >
        <OperatorSecondStep methods={challenge?.methods ?? null} />
      </PublicCard>
    </PublicFrame>
  );
}
