import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { FindingTable } from "@/components/abuse/finding-table";
import { PrintButton } from "@/components/abuse/print-button";
import { ReportCharts } from "@/components/abuse/report-charts";
import { ReportDays, ReportTotals } from "@/components/abuse/report-figures";
import { ReportPeriodForm } from "@/components/abuse/report-period";
import { AppealList, BrakeFacts } from "@/components/brakes/brake-facts";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { readMonitoringReport } from "@/lib/abuse-reports/queries";
import { reportPeriod } from "@/lib/abuse-reports/rules";
import { reportPeriodSchema } from "@/lib/abuse-reports/schema";
import { orNotFound } from "@/lib/auth/allow";
import { requireOperator } from "@/lib/auth/require";
import { formatDate, formatDateTime } from "@/lib/format";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

type Props = {
  params: Promise<{ id: string }>;
  searchParams: PageSearch;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorAbuse.report");
  return { title: t("title") };
}

export default async function MonitoringReportPage({ params, searchParams }: Props) {
  const operator = await requireOperator();
  const { id } = await params;
  const now = new Date();
  const period = reportPeriod(reportPeriodSchema.parse(await readPageQuery(searchParams)), now);
  const report = await orNotFound(readMonitoringReport(operator, id, period));
  const { tenant, days, findings, brakes, suspicions } = report;
  const [t, kinds, tenants, locale] = await Promise.all([
    getTranslations("operatorAbuse.report"),
    getTranslations("operatorSuspicions.kinds"),
    getTranslations("operator.tenants"),
    getLocale(),
  ]);
  const day = (text: string) => formatDate(new Date(`${text}T00:00:00+09:00`), locale);
  return (
    <article className="flex flex-col gap-4 print:text-black">
      <PageHeader
        title={t("title")}
        description={t("description", { name: tenant.name, accountId: tenant.accountId })}
        breadcrumbs={[
          { href: paths.operatorTenants, label: tenants("title") },
          { href: paths.operatorTenant(id), label: tenant.name },
        ]}
        actions={
          <span className="print:hidden">
            <PrintButton />
          </span>
        }
      />
      <ReportPeriodForm action={paths.operatorMonitoringReport(id)} period={period} />
      <p className="max-w-3xl">{t("intro")}</p>
      <DescriptionList
        items={[
          {
            term: t("period"),
            value: t("periodText", { from: day(period.from), to: day(period.to) }),
          },
          { term: t("createdAt"), value: formatDateTime(now, locale) },
        ]}
      />
      <Section title={t("summary")}>
        <ReportTotals days={days} />
      </Section>
      <ReportCharts days={days} />
      <Section title={t("findings")}>
        <FindingTable findings={findings} />
      </Section>
      <Section title={t("brakes")}>
        {brakes.length === 0 && <p className="text-muted">{t("noBrakes")}</p>}
        {brakes.map((brake) => (
          <div key={brake.id} className="flex flex-col gap-3 print:break-inside-avoid">
            <BrakeFacts brake={brake} />
            <AppealList appeals={brake.appeals} />
          </div>
        ))}
      </Section>
      <Section title={t("suspicions")}>
        {suspicions.length === 0 ? (
          <p className="text-muted">{t("noSuspicions")}</p>
        ) : (
          <DescriptionList
            items={suspicions.map(({ kind, count }) => ({
              term: kinds(kind),
              value: String(count),
            }))}
          />
        )}
      </Section>
      <Section title={t("days")}>
        <ReportDays days={days} />
      </Section>
    </article>
  );
}
