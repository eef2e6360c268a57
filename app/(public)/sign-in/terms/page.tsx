import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PublicCard } from "@/components/frame/public-card";
import { TermsForm } from "@/components/sign-in/terms-form";
import { findTenantContext } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { localPath } from "@/lib/sign-in/rules";
import { getDocument, listOwnAcceptances } from "@/lib/terms/queries";
import { documentsToRead } from "@/lib/terms/rules";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.terms");
  return { title: t("title") };
}

export default async function TermsAgreementPage({ searchParams }: Search) {
  const ctx = (await findTenantContext()) ?? redirect(paths.signIn);
  const { next } = await readPageQuery(searchParams);
  const href = localPath(next) ?? paths.dashboard;
  if (!ctx.mustAcceptTerms) redirect(href);
  const [t, locale, [last]] = await Promise.all([
    getTranslations("signIn.terms"),
    getLocale(),
    listOwnAcceptances(ctx),
  ]);
  const documents = await Promise.all(
    documentsToRead(last?.version ?? null).map(async (name) => {
      const { version, changes } = await getDocument(name, locale);
      return { name, version, changes };
    }),
  );
  return (
    <PublicCard
      title={last ? t("title") : t("first.title")}
      description={last ? t("description") : t("first.description")}
    >
      <TermsForm next={href} documents={documents} />
    </PublicCard>
  );
}
