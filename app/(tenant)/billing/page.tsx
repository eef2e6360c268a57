import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CardButton } from "@/components/billing/card-button";
import { DetailsForm } from "@/components/billing/details-form";
import { PeriodList } from "@/components/billing/period-list";
import { PlanChoice } from "@/components/billing/plan-choice";
import { PlanSummary } from "@/components/billing/plan-summary";
import { UsageCard } from "@/components/billing/usage-card";
import { InvoiceTable } from "@/components/invoices/invoice-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { getBilling } from "@/lib/billing/queries";
import { invoiceListSchema } from "@/lib/billing/schema";
import { env } from "@/lib/env";
import { listInvoices } from "@/lib/invoices/queries";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing");
  return { title: t("title") };
}

type BillingPageProps = { searchParams: PageSearch };

export default async function BillingPage({ searchParams }: BillingPageProps) {
  const ctx = await requireTenant();
  await allow(ctx, "billing:read");
  const { after } = invoiceListSchema.parse(await readPageQuery(searchParams));
  const [billing, invoices, t, settings] = await Promise.all([
    getBilling(ctx),
    listInvoices(ctx, { after }),
    getTranslations("billing"),
    getTranslations("settings"),
  ]);
  const canWrite = can(ctx, "billing:write");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        breadcrumbs={[{ href: paths.settings, label: settings("title") }]}
      />
      <div className="flex max-w-3xl flex-col gap-5">
        <PlanSummary billing={billing} hosting={env().HOSTING} canChange={canWrite} />
        <UsageCard limits={billing.limits} used={billing.used} />
        {canWrite && <PlanChoice billing={billing} />}
        <Card title={t("invoices")} isFlush>
          <InvoiceTable invoices={invoices.rows} />
        </Card>
        <Pagination
          prevHref={invoices.previous ? paths.billing : null}
          nextHref={invoices.next ? `${paths.billing}?after=${invoices.next}` : null}
        />
        {canWrite && billing.hasPayer && (
          <Card title={t("payment")} description={t("paymentHint")}>
            <CardButton />
          </Card>
        )}
        {canWrite && (
          <Card title={t("details")} description={t("detailsHint")}>
            <DetailsForm details={billing.details} defaults={billing.defaults} />
          </Card>
        )}
        <PeriodList periods={billing.periods} />
      </div>
    </>
  );
}
