import type { Metadata } from "next";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { EnterWhenReady } from "@/components/applications/enter-when-ready";
import { SignUpShell } from "@/components/applications/sign-up-shell";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { StepList } from "@/components/ui/step-list";
import type { Application } from "@/lib/applications/queries";
import { handOverCookie, stepPath } from "@/lib/applications/rules";
import { buildProgress } from "@/lib/builds/rules";
import { cookieName } from "@/lib/cookie-names";
import { paths } from "@/lib/paths";
import { readHandOver } from "@/lib/registrations/rules";
import { currentApplication } from "../current-application";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applications.progress");
  return { title: t("title") };
}

export default async function ProgressPage() {
  const own = await currentApplication();
  if (!own) redirect(paths.signIn);
  const { application, isProven } = own;
  const next = stepPath(application, isProven);
  if (next !== paths.signUpProgress) redirect(next);
  if (application.state !== "completed") return <Building application={application} />;
  const store = await cookies();
  const handOver = readHandOver(store.get(cookieName(handOverCookie))?.value);
  if (handOver?.applicationId !== application.id) redirect(paths.signIn);
  const t = await getTranslations("applications.progress");
  return (
    <SignUpShell step="done" isComplete title={t("doneTitle")} description={t("doneText")}>
      <EnterWhenReady />
    </SignUpShell>
  );
}

async function Building({ application }: { application: Application }) {
  const t = await getTranslations("applications.progress");
  const steps = buildProgress(application.buildStep, application.buildError !== null);
  return (
    <SignUpShell step="build" title={t("title")} description={t("description")}>
      <StepList
        steps={steps.map(({ id, state }) => ({
          id,
          state,
          label: t(`steps.${id}`),
          ...(state === "failed" ? { detail: t("retrying") } : {}),
        }))}
      />
      <AutoRefresh everyMs={1000} isActive />
    </SignUpShell>
  );
}
