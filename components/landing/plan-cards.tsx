import { Check } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { cx } from "@/components/ui/cx";
import { LinkButton } from "@/components/ui/link-button";
import { formatYen } from "@/lib/format";
import { paths } from "@/lib/paths";
import type { Plan, PlanId } from "@/lib/plans/rules";

type PlanCardsProps = { plans: readonly Plan[]; recommended: PlanId };

export function PlanCards({ plans, recommended }: PlanCardsProps) {
  const t = useTranslations("landing.plans");
  return (
    <section id="plans" className="flex scroll-mt-6 flex-col gap-6">
      <div>
        <h2 className="font-semibold text-xl tracking-tight">{t("title")}</h2>
        <p className="mt-1 text-muted">{t("text")}</p>
      </div>
      <ul className="grid gap-4 md:grid-cols-3">
        {plans.map((plan) => (
          <PlanCard key={plan.id} plan={plan} isRecommended={plan.id === recommended} />
        ))}
      </ul>
    </section>
  );
}

function PlanCard({ plan, isRecommended }: { plan: Plan; isRecommended: boolean }) {
  const t = useTranslations("plans");
  const locale = useLocale();
  const { addresses, monthlyMails, users } = plan.limits;
  const lines = [
    t("addresses", { count: addresses }),
    t("monthlyMails", { count: monthlyMails }),
    t("users", { count: users }),
  ];
  const name = t(`names.${plan.id}`);
  return (
    <li
      className={cx(
        "flex flex-col gap-4 rounded-xl border bg-surface p-6 shadow-card",
        isRecommended ? "border-accent" : "border-line",
      )}
    >
      <div className="flex items-center justify-between gap-2">
        <h3 className="font-semibold text-md">{name}</h3>
        {isRecommended && <Badge tone="accent">{t("recommended")}</Badge>}
      </div>
      <p className="text-muted">{t(`taglines.${plan.id}`)}</p>
      <p className="font-semibold text-lg tabular-nums">
        {t("perMonth", { price: formatYen(plan.monthlyYen, locale) })}
      </p>
      <ul className="flex flex-col gap-2">
        {lines.map((line) => (
          <li key={line} className="flex items-center gap-2">
            <Check size={14} aria-hidden className="text-success-text" />
            {line}
          </li>
        ))}
      </ul>
      <LinkButton
        href={`${paths.signUp}?plan=${plan.id}`}
        variant={isRecommended ? "primary" : "secondary"}
        className="mt-auto h-9"
      >
        {t("choose", { plan: name })}
      </LinkButton>
    </li>
  );
}
