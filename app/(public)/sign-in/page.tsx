import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PasskeySignIn } from "@/components/factors/passkey-sign-in";
import { PublicCard } from "@/components/frame/public-card";
import { SignInChoice } from "@/components/sign-in/sign-in-choice";
import { Alert } from "@/components/ui/alert";
import { TextLink } from "@/components/ui/text-link";
import { findTenantContext } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { localPath } from "@/lib/sign-in/rules";
import { readProblem } from "@/lib/signing-on/rules";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

export default async function SignInPage({ searchParams }: Search) {
  const { next, reset, problem } = await readPageQuery(searchParams);
  const href = localPath(next) ?? paths.dashboard;
  if (await findTenantContext()) redirect(href);
  const t = await getTranslations("signIn");
  const signOn = await getTranslations("signOn");
  const signOnProblem = readProblem(problem);
  return (
    <PublicCard title={t("title")} footer={<TextLink href={paths.signUp}>{t("signUp")}</TextLink>}>
      <div className="flex flex-col gap-4">
        {reset === "done" && <Alert tone="success">{t("passwordWasReset")}</Alert>}
        {signOnProblem && <Alert tone="danger">{signOn(`problems.${signOnProblem}`)}</Alert>}
        <SignInChoice next={href} />
        <PasskeySignIn next={href} />
        <TextLink href={paths.signInSignOn}>{signOn("signIn.title")}</TextLink>
      </div>
    </PublicCard>
  );
}
