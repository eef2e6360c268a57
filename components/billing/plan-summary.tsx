import { useLocale, useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DescriptionList } from "@/components/ui/description-list";
import { keepPlanAction } from "@/lib/billing/actions";
import type { Billing } from "@/lib/billing/queries";
import { formatDate, formatYen } from "@/lib/format";
import { findPlan } from "@/lib/plans/rules";
import { usePlanName } from "./plan-name";

type Props = { billing: Billing; hosting: "shared" | "dedicated"; canChange: boolean };

/** The plan as it is now, and the one that follows. */
export function PlanSummary({ billing, hosting, canChange }: Props) {
  const t = useTranslations("billing");
  const locale = useLocale();
  const planName = usePlanName();
  const plan = findPlan(billing.planId);
  const { next } = billing;
  return (
    <Card title={t("current")}>
      <DescriptionList
        items={[
          { term: t("plan"), value: planName(billing.planId) },
          ...(plan
            ? [
                {
                  term: t("price"),
                  value: t("perMonth", { price: formatYen(plan.monthlyYen, locale) }),
                },
              ]
            : []),
          { term: t("hosting"), value: t(`hostings.${hosting}`) },
        ]}
      />
      {next && (
        <div className="flex flex-wrap items-center justify-between gap-3 pt-3">
          <p>{t("nextPlan", { day: formatDate(next.at, locale), plan: planName(next.planId) })}</p>
          {canChange && (
            <ConfirmDialog
              trigger={<Button>{t("keep")}</Button>}
              title={t("keepTitle")}
              confirmLabel={t("keep")}
              tone="accent"
              action={keepPlanAction.bind(null, {})}
              successMessage={t("kept")}
            >
              {t("keepText", { plan: planName(billing.planId) })}
            </ConfirmDialog>
          )}
        </div>
      )}
    </Card>
  );
}
