import { useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { ProgressBar } from "@/components/ui/progress-bar";
import type { Billing } from "@/lib/billing/queries";
import { quotaNames } from "@/lib/quotas/rules";

const toneOf = (share: number) => (share >= 1 ? "danger" : share >= 0.9 ? "warning" : "accent");

/** What is used of each limit. */
export function UsageCard({ limits, used }: Pick<Billing, "limits" | "used">) {
  const t = useTranslations("billing");
  return (
    <Card title={t("usage")} description={t("usageHint")}>
      <div className="flex flex-col gap-4">
        {quotaNames.map((name) => {
          const limit = limits[name];
          const share = limit ? used[name] / limit : 0;
          return limit === null ? (
            <p key={name} className="flex justify-between gap-3 text-xs">
              <span className="text-muted">{t(`quotas.${name}`)}</span>
              <span className="tabular-nums">{t("usedOnly", { used: used[name] })}</span>
            </p>
          ) : (
            <ProgressBar
              key={name}
              label={t(`quotas.${name}`)}
              value={Math.min(100, share * 100)}
              valueLabel={t("usedOf", { used: used[name], limit })}
              tone={toneOf(share)}
            />
          );
        })}
      </div>
    </Card>
  );
}
