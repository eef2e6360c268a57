import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SendAgain } from "@/components/applications/send-again";
import { SignUpShell } from "@/components/applications/sign-up-shell";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { TextLink } from "@/components/ui/text-link";
import { coolDownLeft, stepPath } from "@/lib/applications/rules";
import { paths } from "@/lib/paths";
import { currentApplication } from "../current-application";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applications.sent");
  return { title: t("title") };
}

export default async function SentPage() {
  const own = await currentApplication();
  if (!own) redirect(paths.signUp);
  const { application, isProven } = own;
  const next = stepPath(application, isProven);
  if (next !== paths.signUpSent) redirect(next);
  const t = await getTranslations("applications.sent");
  return (
    <SignUpShell
      step="mail"
      title={t("title")}
      description={t("description", { email: application.email })}
      footer={<TextLink href={`${paths.signUp}?new=1`}>{t("other")}</TextLink>}
    >
      <div className="flex flex-col gap-4">
        <p>{t("expiry")}</p>
        <p className="text-muted">{t("missing")}</p>
        <SendAgain
          kind="link"
          secondsLeft={coolDownLeft(application.linkRequestedAt)}
          label={t("again")}
          doneText={t("againDone")}
        />
      </div>
      <AutoRefresh everyMs={5000} isActive />
    </SignUpShell>
  );
}
