import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ContinueForm } from "@/components/applications/continue-form";
import { LinkProblem } from "@/components/applications/link-problem";
import { PaymentForm } from "@/components/applications/payment-form";
import { SignUpShell } from "@/components/applications/sign-up-shell";
import { openPaymentAction } from "@/lib/applications/actions";
import { getLinkView } from "@/lib/applications/queries";
import { coolDownLeft, type LinkStatus, stepPath } from "@/lib/applications/rules";
import { paths } from "@/lib/paths";
import { defaultPlanId, findPlan } from "@/lib/plans/rules";
import { currentApplication } from "../../current-application";
import { planOptions } from "../../plan-options";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applications.payment");
  return { title: t("title"), referrer: "no-referrer", robots: { index: false } };
}

const goesOn = new Set<LinkStatus>(["valid", "resumed", "settled"]);

type Props = { params: Promise<{ token: string }> };

export default async function PaymentPage({ params }: Props) {
  const { token } = await params;
  const { status, application } = await getLinkView(token, "payment");
  if (!application || !goesOn.has(status)) {
    const secondsLeft = coolDownLeft(application?.linkRequestedAt ?? null);
    return <LinkProblem status={status} token={token} secondsLeft={secondsLeft} />;
  }
  const planId = findPlan(application.planId)?.id ?? defaultPlanId;
  if (status === "settled") {
    if (application.state === "completed") redirect(paths.signIn);
    const own = await currentApplication();
    if (own?.isProven && own.application.id === application.id) {
      redirect(stepPath(application, true));
    }
    return <Settled action={openPaymentAction.bind(null, { token, source: "link", planId })} />;
  }
  const t = await getTranslations("applications.payment");
  const isResumed = status === "resumed";
  return (
    <SignUpShell
      step="payment"
      title={isResumed ? t("resumedTitle") : t("title")}
      description={isResumed ? t("resumedDescription") : t("description")}
    >
      <p className="mb-4 text-muted">
        {t("email")}: <span className="text-ink">{application.email}</span>
      </p>
      <PaymentForm
        token={token}
        source="link"
        planId={planId}
        plans={await planOptions()}
        submitLabel={isResumed ? t("resume") : t("submit")}
      />
    </SignUpShell>
  );
}

async function Settled({ action }: { action: () => ReturnType<typeof openPaymentAction> }) {
  const t = await getTranslations("applications.link");
  return (
    <SignUpShell step="registration" title={t("settledTitle")} description={t("settledText")}>
      <ContinueForm action={action} label={t("continue")} />
    </SignUpShell>
  );
}
