import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PublicCard } from "@/components/frame/public-card";
import { SignOnForm } from "@/components/sign-in/sign-on-form";
import { TextLink } from "@/components/ui/text-link";
import { findTenantContext } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { localPath } from "@/lib/sign-in/rules";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signOn.signIn");
  return { title: t("title") };
}

export default async function SignOnPage({ searchParams }: Search) {
  const { next } = await readPageQuery(searchParams);
  const href = localPath(next) ?? paths.dashboard;
  if (await findTenantContext()) redirect(href);
  const t = await getTranslations("signOn.signIn");
  const back = await getTranslations("signIn");
  return (
    <PublicCard
      title={t("title")}
      description={t("description")}
      footer={<TextLink href={paths.signIn}>{back("backToSignIn")}</TextLink>}
    >
      <SignOnForm next={href} />
    </PublicCard>
  );
}
