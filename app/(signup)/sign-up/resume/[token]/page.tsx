import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ContinueForm } from "@/components/applications/continue-form";
import { LinkProblem } from "@/components/applications/link-problem";
import { SignUpShell } from "@/components/applications/sign-up-shell";
import { resumeAction } from "@/lib/applications/actions";
import { getLinkView } from "@/lib/applications/queries";
import { coolDownLeft } from "@/lib/applications/rules";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applications.resume");
  return { title: t("title"), referrer: "no-referrer", robots: { index: false } };
}

type Props = { params: Promise<{ token: string }> };

export default async function ResumePage({ params }: Props) {
  const { token } = await params;
  const { status, application } = await getLinkView(token, "resume");
  if (application?.state === "completed") redirect(paths.signIn);
  if (!application || status !== "valid") {
    const secondsLeft = coolDownLeft(application?.linkRequestedAt ?? null);
    return <LinkProblem status={status} token={token} secondsLeft={secondsLeft} />;
  }
  const t = await getTranslations("applications.resume");
  return (
    <SignUpShell
      step="registration"
      title={t("title")}
      description={t("description", { email: application.email })}
    >
      <ContinueForm action={resumeAction.bind(null, { token })} label={t("submit")} />
    </SignUpShell>
  );
}
