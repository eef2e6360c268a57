import { useLocale, useTranslations } from "next-intl";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { ProgressBar } from "@/components/ui/progress-bar";
import { formatDate, formatNumber } from "@/lib/format";
import { type Limits, quotaNames } from "@/lib/quotas/rules";
import type { Ramp } from "@/lib/ramp-up/queries";

type Usage = { addresses: number; users: number; mailsThisMonth: number; measuredAt: Date };

const share = (used: number, limit: number | null) =>
  limit ? Math.min((used / limit) * 100, 100) : 0;

/** The contract's limits and what is used of them. */
export function PlanLimits({ limits, usage }: { limits: Limits; usage: Usage | null }) {
  const t = useTranslations("limits");
  const locale = useLocale() === "en" ? "en" : "ja";
  const used = usage && {
    addresses: usage.addresses,
    users: usage.users,
    monthlyMails: usage.mailsThisMonth,
  };
  const shown = (limit: number | null) =>
    limit === null ? t("none") : formatNumber(limit, locale);
  return (
    <Card title={t("plan")}>
      <div className="flex flex-col gap-4">
        {quotaNames.map((name) => (
          <ProgressBar
            key={name}
            label={t(`names.${name}`)}
            value={share(used?.[name] ?? 0, limits[name])}
            valueLabel={t("usedOf", {
              used: used ? formatNumber(used[name], locale) : "–",
              limit: shown(limits[name]),
            })}
          />
        ))}
        <DescriptionList
          items={[
            { term: t("hour"), value: shown(limits.mailsPerHour) },
            {
              term: t("measuredAt"),
              value: usage ? <DateTime value={usage.measuredAt} /> : t("notMeasured"),
            },
          ]}
        />
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
