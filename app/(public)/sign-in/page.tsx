import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PasskeySignIn } from "@/components/factors/passkey-sign-in";
import { PublicCard } from "@/components/frame/public-card";
import { SignInForm } from "@/components/sign-in/sign-in-form";
import { Alert } from "@/components/ui/alert";
import { TextLink } from "@/components/ui/text-link";
import { findTenantContext } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { localPath } from "@/lib/sign-in/rules";

type Search = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

export default async function SignInPage({ searchParams }: Search) {
  const { next, reset } = await searchParams;
  const href = localPath(typeof next === "string" ? next : undefined) ?? paths.dashboard;
  if (await findTenantContext()) redirect(href);
  const t = await getTranslations("signIn");
  return (
    <PublicCard title={t("title")} footer={<TextLink href={paths.signUp}>{t("signUp")}</TextLink>}>
      <div className="flex flex-col gap-4">
        {reset === "done" && <Alert tone="success">{t("passwordWasReset")}</Alert>}
        <SignInForm next={href} />
        <PasskeySignIn next={href} />
      </div>
    </PublicCard>
  );
}
