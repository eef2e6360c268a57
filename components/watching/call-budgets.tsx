import { useLocale, useTranslations } from "next-intl";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import type { CallBudget } from "@/lib/call-budgets/queries";
import { formatPercent } from "@/lib/format";

/** What each mail provider lets all workers together call, and whether it lets them at all. */
export function CallBudgets({ budgets }: { budgets: readonly CallBudget[] }) {
  const t = useTranslations("operator-watching.budgets");
  const locale = useLocale();
  if (budgets.length === 0) return <p className="text-muted">{t("none")}</p>;
  return (
    <div className="flex flex-col gap-5">
      {budgets.map(({ provider, allowance, share, closedUntil }) => (
        <section key={provider}>
          <h3 className="wrap-anywhere font-medium">{provider}</h3>
          <DescriptionList
            items={[
              { term: t("allowance"), value: allowance ? t("calls", allowance) : t("untold") },
              { term: t("share"), value: formatPercent(share, locale, 0) },
              {
                term: t("state"),
                value: closedUntil ? (
                  <>
                    {t("closed")} <DateTime value={closedUntil} />
                  </>
                ) : (
                  t("open")
                ),
              },
            ]}
          />
        </section>
      ))}
    </div>
  );
}
