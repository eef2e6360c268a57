import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SecondStepForm } from "@/components/factors/second-step-form";
import { PublicCard } from "@/components/frame/public-card";
import { TextLink } from "@/components/ui/text-link";
import { readCookie } from "@/lib/auth/browser-cookie";
import { findTenantContext } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { findOpenChallenge } from "@/lib/second-step/queries";
import { localPath } from "@/lib/sign-in/rules";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("factors.secondStep");
  return { title: t("title") };
}

export default async function SecondStepPage({ searchParams }: Search) {
  const { next } = await readPageQuery(searchParams);
  const href = localPath(next) ?? paths.dashboard;
  if (await findTenantContext()) redirect(href);
  const challenge =
    (await findOpenChallenge(await readCookie("second-step"))) ?? redirect(paths.signIn);
  const t = await getTranslations("factors.secondStep");
  return (
    <PublicCard
      title={t("title")}
      description={t("description")}
      footer={<TextLink href={paths.signIn}>{t("back")}</TextLink>}
    >
      <SecondStepForm methods={challenge.methods} next={href} />
    </PublicCard>
  );
}
