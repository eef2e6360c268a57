import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { SignUpShell } from "@/components/applications/sign-up-shell";
import { StartForm } from "@/components/applications/start-form";
import { Alert } from "@/components/ui/alert";
import { TextLink } from "@/components/ui/text-link";
import { countryCodes } from "@/content/countries";
import { stepPath } from "@/lib/applications/rules";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { findPlan } from "@/lib/plans/rules";
import { currentApplication } from "./current-application";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applications.start");
  return { title: t("title") };
}

type Props = { searchParams: PageSearch };

export default async function SignUpPage({ searchParams }: Props) {
  const query = await readPageQuery(searchParams);
  const own = query.new ? null : await currentApplication();
  if (own && own.application.state !== "completed") {
    redirect(stepPath(own.application, own.isProven));
  }
  const [t, plans, locale] = await Promise.all([
    getTranslations("applications.start"),
    getTranslations("plans.names"),
    getLocale(),
  ]);
  const plan = findPlan(query.plan);
  return (
    <SignUpShell
      step="mail"
      title={t("title")}
      description={t("description")}
      footer={
        <>
          {t("haveAccount")} <TextLink href={paths.signIn}>{t("signIn")}</TextLink>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {plan && <Alert>{t("chosenPlan", { plan: plans(plan.id) })}</Alert>}
        <StartForm countries={countryOptions(locale)} planId={plan?.id ?? null} />
      </div>
    </SignUpShell>
  );
}

function countryOptions(locale: string) {
  const names = new Intl.DisplayNames(locale, { type: "region" });
  const collator = new Intl.Collator(locale);
  const options = countryCodes.map((code) => ({ value: code, label: names.of(code) ?? code }));
  return options.sort(
    (a, b) =>
      Number(b.value === "JP") - Number(a.value === "JP") || collator.compare(a.label, b.label),
  );
}
