import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { RegistrationForm } from "@/components/applications/registration-form";
import { SendAgain } from "@/components/applications/send-again";
import { SignUpShell } from "@/components/applications/sign-up-shell";
import { Alert } from "@/components/ui/alert";
import { coolDownLeft, stepPath } from "@/lib/applications/rules";
import { paths } from "@/lib/paths";
import { getCodeStatus } from "@/lib/registrations/queries";
import { termsVersion } from "@/lib/terms/rules";
import { currentApplication } from "../current-application";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applications.registration");
  return { title: t("title") };
}

export default async function RegistrationPage() {
  const own = await currentApplication();
  if (!own) redirect(paths.signUp);
  const { application, isProven } = own;
  const next = stepPath(application, isProven);
  if (next !== paths.signUpRegistration) redirect(next);
  const t = await getTranslations("applications.registration");
  const code = await getCodeStatus(application.id);
  return (
    <SignUpShell
      step="registration"
      title={t("title")}
      description={t("description", { email: application.email })}
    >
      <div className="flex flex-col gap-4">
        {code === "expired" && <Alert tone="warning">{t("codeExpired")}</Alert>}
        {code === "dead" && <Alert tone="warning">{t("codeDead")}</Alert>}
        <RegistrationForm
          termsVersion={termsVersion}
          sendAgain={
            <SendAgain
              kind="code"
              secondsLeft={coolDownLeft(application.codeRequestedAt)}
              label={t("again")}
              doneText={t("againDone")}
            />
          }
        />
      </div>
    </SignUpShell>
  );
}
