import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FeatureList } from "@/components/landing/feature-list";
import { Hero } from "@/components/landing/hero";
import { PlanCards } from "@/components/landing/plan-cards";
import { SignUpFlow } from "@/components/landing/sign-up-flow";
import { LinkButton } from "@/components/ui/link-button";
import { env } from "@/lib/env";
import { paths } from "@/lib/paths";
import { readOffers } from "@/lib/plans/queries";
import { defaultPlanId } from "@/lib/plans/rules";

// Settings are read when a page is asked for, never while the service is built.
export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("landing");
  return { title: { absolute: t("metaTitle") }, description: t("hero.text") };
}

export default async function LandingPage() {
  const t = await getTranslations("landing");
  return (
    <div data-page-width="wide" className="flex flex-col gap-20 pb-12 sm:gap-28">
      <Hero />
      <FeatureList />
      <SignUpFlow />
      <PlanCards plans={await readOffers()} recommended={defaultPlanId} />
      <section className="flex flex-col items-center gap-4 rounded-xl border border-line bg-surface px-6 py-10 text-center shadow-card">
        <h2 className="font-semibold text-lg tracking-tight">{t("closing.title")}</h2>
        <p className="text-muted">{t("closing.text")}</p>
        <div className="flex flex-wrap justify-center gap-2">
          <LinkButton href={paths.signUp} variant="primary">
            {t("signUp")}
          </LinkButton>
          <LinkButton href={`mailto:${env().SUPPORT_MAIL}`}>{t("closing.contact")}</LinkButton>
        </div>
      </section>
    </div>
  );
}
