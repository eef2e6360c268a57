import { useLocale, useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { StatusBadge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { TextLink } from "@/components/ui/text-link";
import { changePlanAction } from "@/lib/billing/actions";
import type { Billing } from "@/lib/billing/queries";
import { planChange } from "@/lib/billing/rules";
import { formatYen } from "@/lib/format";
import { paths } from "@/lib/paths";
import type { Plan } from "@/lib/plans/rules";
import { usePlanName } from "./plan-name";

/** The plans on offer, each with the way to it. */
export function PlanChoice({ billing }: { billing: Billing }) {
  const t = useTranslations("billing");
  const plans = useTranslations("plans");
  const locale = useLocale();
  const planName = usePlanName();
  if (!billing.hasSubscription) return <NoSubscription />;
  return (
    <Card title={t("change")} description={t("changeHint")}>
      {billing.isClosing && <Alert tone="warning">{t("ending")}</Alert>}
      <ul className="flex flex-col divide-y divide-line">
        {billing.offers.map((plan) => (
          <li key={plan.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div className="min-w-0">
              <p className="font-medium text-ink">{planName(plan.id)}</p>
              <p className="text-muted text-xs">
                {plans("perMonth", { price: formatYen(plan.monthlyYen, locale) })}
                {" · "}
                {plans("summary", {
                  addresses: plan.limits.addresses,
                  mails: plan.limits.monthlyMails,
                  users: plan.limits.users,
                })}
              </p>
            </div>
            <PlanButton billing={billing} plan={plan} name={planName(plan.id)} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function PlanButton({ billing, plan, name }: { billing: Billing; plan: Plan; name: string }) {
  const t = useTranslations("billing");
  const locale = useLocale();
  const change = planChange(billing.planId, plan);
  if (change === "same") return <StatusBadge tone="success">{t("isCurrent")}</StatusBadge>;
  if (billing.next?.planId === plan.id) return <StatusBadge tone="info">{t("isNext")}</StatusBadge>;
  if (billing.isClosing) return null;
  const isUp = change === "upgrade";
  const price = formatYen(plan.monthlyYen, locale);
  return (
    <ConfirmDialog
      trigger={<Button>{t(isUp ? "chooseUp" : "chooseDown", { plan: name })}</Button>}
      title={t(isUp ? "upTitle" : "downTitle", { plan: name })}
      confirmLabel={t("confirm")}
      tone="accent"
      action={changePlanAction.bind(null, { planId: plan.id })}
      successMessage={t(isUp ? "changed" : "planned")}
    >
      {t(isUp ? "upText" : "downText", { price })}
    </ConfirmDialog>
  );
}

function NoSubscription() {
  const t = useTranslations("billing");
  return (
    <Card title={t("change")}>
      <p className="text-muted">{t("noSubscription")}</p>
      <TextLink href={paths.newSupport}>{t("ask")}</TextLink>
    </Card>
  );
}
