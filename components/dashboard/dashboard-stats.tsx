import { useTranslations } from "next-intl";
import { Stat, StatGrid } from "@/components/ui/stat";
import type { Dashboard } from "@/lib/dashboard/queries";
import { formatNumber, formatPercent } from "@/lib/format";
import { paths } from "@/lib/paths";

const countedExactly = 10_000;

export function DashboardStats({ stats, locale }: { stats: Dashboard; locale: string }) {
  const t = useTranslations("dashboard");
  const language = locale === "en" ? "en" : "ja";
  const addresses =
    stats.addresses > countedExactly
      ? t("stats.addressesMany", { count: formatNumber(countedExactly, language) })
      : formatNumber(stats.addresses, language);
  const rate =
    stats.accepted > 0 ? formatPercent(stats.delivered / stats.accepted, language, 1) : t("noRate");
  return (
    <StatGrid>
      <Stat label={t("stats.addresses")} value={addresses} href={paths.addresses} />
      <Stat
        label={t("stats.deliveries")}
        value={formatNumber(stats.deliveries, language)}
        href={paths.deliveries}
      />
      <Stat label={t("stats.accepted")} value={formatNumber(stats.accepted, language)} />
      <Stat label={t("stats.delivered")} value={rate} />
    </StatGrid>
  );
}
