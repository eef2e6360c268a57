import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PublicCard } from "@/components/frame/public-card";
import { TermsForm } from "@/components/sign-in/terms-form";
import { findTenantContext } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { localPath } from "@/lib/sign-in/rules";
import { termsVersion } from "@/lib/terms/rules";

type Search = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.terms");
  return { title: t("title") };
}

export default async function TermsAgreementPage({ searchParams }: Search) {
  const ctx = (await findTenantContext()) ?? redirect(paths.signIn);
  const { next } = await searchParams;
  const href = localPath(typeof next === "string" ? next : undefined) ?? paths.dashboard;
  if (!ctx.mustAcceptTerms) redirect(href);
  const t = await getTranslations("signIn.terms");
  return (
    <PublicCard title={t("title")} description={t("description", { version: termsVersion })}>
      <TermsForm next={href} />
    </PublicCard>
  );
}
