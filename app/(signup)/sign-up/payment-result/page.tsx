import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ContinueForm } from "@/components/applications/continue-form";
import { PaymentForm } from "@/components/applications/payment-form";
import { SignUpShell } from "@/components/applications/sign-up-shell";
import { AutoRefresh } from "@/components/ui/auto-refresh";
import { LinkButton } from "@/components/ui/link-button";
import { ProgressBar } from "@/components/ui/progress-bar";
import { openPaymentAction } from "@/lib/applications/actions";
import { type Application, findApplication } from "@/lib/applications/queries";
import { readReturnToken, stepPath } from "@/lib/applications/rules";
import { getPaymentView } from "@/lib/checkouts/queries";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { defaultPlanId, findPlan } from "@/lib/plans/rules";
import { currentApplication } from "../current-application";
import { planOptions } from "../plan-options";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("applications.result");
  return { title: t("waitingTitle"), referrer: "no-referrer", robots: { index: false } };
}

export default async function PaymentResultPage(props: { searchParams: PageSearch }) {
  const query = await readPageQuery(props.searchParams);
  const own = await currentApplication();
  const returned = query.application ? readReturnToken(query.application) : null;
  const held = own?.isProven ? own.application : null;
  const application = returned ? await findApplication(returned) : held;
  if (!application) return <Unknown />;
  const token = query.application ?? null;
  if (application.state === "completed" && held?.id !== application.id) redirect(paths.signIn);
  if (application.state !== "submitted") {
    if (held?.id === application.id) redirect(stepPath(application, true));
    return <Paid token={token} application={application} />;
  }
  const view = query.cancelled
    ? "cancelled"
    : await getPaymentView(application.checkoutSessionId, query.session_id);
  if (view === "waiting") return <Waiting />;
  return <Retry view={view} token={token} application={application} />;
}

async function Waiting() {
  const t = await getTranslations("applications.result");
  return (
    <SignUpShell step="payment" title={t("waitingTitle")} description={t("waitingText")}>
      <ProgressBar label={t("waitingLabel")} value={null} hideLabel />
      <AutoRefresh everyMs={1500} isActive />
    </SignUpShell>
  );
}

type ViewProps = { token: string | null; application: Application };

async function Paid({ token, application }: ViewProps) {
  const t = await getTranslations("applications.result");
  const planId = findPlan(application.planId)?.id ?? defaultPlanId;
  const action = openPaymentAction.bind(null, { token, source: "return", planId });
  return (
    <SignUpShell step="registration" title={t("paidTitle")} description={t("paidText")}>
      <ContinueForm action={action} label={t("paidButton")} />
    </SignUpShell>
  );
}

async function Retry({ view, token, application }: ViewProps & { view: "cancelled" | "failed" }) {
  const t = await getTranslations("applications.result");
  return (
    <SignUpShell step="payment" title={t(`${view}Title`)} description={t(`${view}Text`)}>
      <PaymentForm
        token={token}
        source="return"
        planId={findPlan(application.planId)?.id ?? defaultPlanId}
        plans={await planOptions()}
        submitLabel={t("retry")}
      />
    </SignUpShell>
  );
}

async function Unknown() {
  const t = await getTranslations("applications.result");
  const link = await getTranslations("applications.link");
  return (
    <SignUpShell step="mail" title={t("unknownTitle")} description={t("unknownText")}>
      <LinkButton href={`${paths.signUp}?new=1`} variant="primary">
        {link("restart")}
      </LinkButton>
    </SignUpShell>
  );
}
