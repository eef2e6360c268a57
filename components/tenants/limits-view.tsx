import { useLocale, useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { DescriptionList } from "@/components/ui/description-list";
import { ProgressBar } from "@/components/ui/progress-bar";
import { formatDate, formatNumber } from "@/lib/format";
import { type Limits, type QuotaName, quotaNames } from "@/lib/quotas/rules";
import type { Ramp } from "@/lib/ramp-up/queries";

const share = (used: number, limit: number | null) =>
  limit ? Math.min((used / limit) * 100, 100) : 0;

type PlanLimitsProps = { limits: Limits; used: Record<QuotaName, number> };

/** The contract's limits and what is used of them. */
export function PlanLimits({ limits, used }: PlanLimitsProps) {
  const t = useTranslations("limits");
  const locale = useLocale() === "en" ? "en" : "ja";
  const shown = (limit: number | null) =>
    limit === null ? t("none") : formatNumber(limit, locale);
  return (
    <Card title={t("plan")}>
      <div className="flex flex-col gap-4">
        {quotaNames.map((name) => (
          <ProgressBar
            key={name}
            label={t(`names.${name}`)}
            value={share(used[name], limits[name])}
            valueLabel={t("usedOf", {
              used: formatNumber(used[name], locale),
              limit: shown(limits[name]),
            })}
          />
        ))}
        <DescriptionList items={[{ term: t("hour"), value: shown(limits.mailsPerHour) }]} />
      </div>
    </Card>
  );
}

/** A new customer's daily limit with the day it rises. */
export function DailyLimit({ ramp }: { ramp: Ramp | null }) {
  const t = useTranslations("limits");
  const locale = useLocale() === "en" ? "en" : "ja";
  if (!ramp)
    return (
      <Card title={t("daily")}>
        <p>{t("noDaily")}</p>
      </Card>
    );
  const at = formatDate(ramp.risesAt, locale);
  return (
    <Card title={t("daily")}>
      <div className="flex flex-col gap-4">
        <p className="text-muted">{t("dailyHint")}</p>
        <ProgressBar
          label={t("today")}
          value={share(ramp.used, ramp.mails)}
          valueLabel={t("usedOf", {
            used: formatNumber(ramp.used, locale),
            limit: formatNumber(ramp.mails, locale),
          })}
        />
        <DescriptionList
          items={[
            {
              term: t("rises"),
              value:
                ramp.next === null
                  ? t("endsText", { at })
                  : t("risesText", { at, next: formatNumber(ramp.next, locale) }),
            },
          ]}
        />
      </div>
    </Card>
  );
}
