import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { TenantWatch } from "@/components/abuse/tenant-watch";
import { StatusBadge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { ProgressBar } from "@/components/ui/progress-bar";
import { TenantLimitsForm } from "@/components/watching/tenant-limits-form";
import { type Arrears, findTenantArrears } from "@/lib/arrears/queries";
import { requireOperator } from "@/lib/auth/require";
import { listTenantBrakes } from "@/lib/brakes/queries";
import { formatDate, formatNumber } from "@/lib/format";
import { getTenantQuotas } from "@/lib/quotas/queries";
import { quotaNames } from "@/lib/quotas/rules";
import { findTenantRamp } from "@/lib/ramp-up/queries";

type TenantPageProps = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: TenantPageProps): Promise<Metadata> {
  const tenant = await getTenantQuotas(await requireOperator(), (await params).id);
  return { title: tenant.name };
}

const share = (used: number, limit: number | null) =>
  limit ? Math.min((used / limit) * 100, 100) : 0;

export default async function OperatorTenantPage({ params }: TenantPageProps) {
  const operator = await requireOperator();
  const { id } = await params;
  const [tenant, arrears, brakes, ramp] = await Promise.all([
    getTenantQuotas(operator, id),
    findTenantArrears(operator, id),
    listTenantBrakes(operator, id),
    findTenantRamp(operator, id),
  ]);
  const t = await getTranslations("operator-watching.limits");
  const states = await getTranslations("operator.tenants");
  const locale = await getLocale();
  const { usage, limits } = tenant;
  const used = usage && {
    addresses: usage.addresses,
    users: usage.users,
    monthlyMails: usage.mailsThisMonth,
  };
  return (
    <>
      <PageHeader title={tenant.name} description={states("description")} />
      <div className="grid gap-5 lg:grid-cols-2">
        <Card title={t("contract")}>
          <DescriptionList
            items={[
              { term: states("accountId"), value: tenant.accountId },
              { term: states("plan"), value: tenant.planId },
              {
                term: states("state"),
                value: (
                  <StatusBadge tone={tenant.state === "active" ? "success" : "warning"}>
                    {states(`states.${tenant.state}`)}
                  </StatusBadge>
                ),
              },
              { term: states("payment"), value: <Payment arrears={arrears} /> },
              { term: t("region"), value: tenant.storageRegion },
              { term: states("createdAt"), value: <DateTime value={tenant.createdAt} /> },
              {
                term: t("measuredAt"),
                value: usage ? <DateTime value={usage.measuredAt} /> : t("notMeasured"),
              },
            ]}
          />
        </Card>
        <Card title={t("usage")}>
          <div className="flex flex-col gap-4">
            {quotaNames.map((name) => (
              <ProgressBar
                key={name}
                label={t(`names.${name}`)}
                value={share(used?.[name] ?? 0, limits[name])}
                valueLabel={t("usedOf", {
                  used: used ? formatNumber(used[name], locale) : "–",
                  limit: limits[name] === null ? t("none") : formatNumber(limits[name], locale),
                })}
              />
            ))}
          </div>
        </Card>
        <TenantWatch tenantId={id} brakes={brakes} ramp={ramp} />
        <Card title={t("title")} description={t("description")}>
          <TenantLimitsForm tenantId={tenant.id} own={tenant.changed} plan={tenant.planLimits} />
        </Card>
      </div>
    </>
  );
}

async function Payment({ arrears }: { arrears: Arrears | null }) {
  const t = await getTranslations("operator.tenants.payments");
  if (!arrears) return t("settled");
  const locale = await getLocale();
  const since = formatDate(arrears.unpaidSince, locale);
  return arrears.isStopped ? (
    <StatusBadge tone="danger">{t("stopped", { since })}</StatusBadge>
  ) : (
    <StatusBadge tone="warning">
      {t("unpaid", { since, day: formatDate(arrears.stopsAt, locale) })}
    </StatusBadge>
  );
}
