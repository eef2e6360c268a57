import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InvoiceDocument } from "@/components/invoices/invoice-document";
import { PrintButton } from "@/components/invoices/print-button";
import { PageHeader } from "@/components/ui/page-header";
import { allow, orNotFound } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { getInvoice } from "@/lib/invoices/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("billing");
  return { title: t("invoices") };
}

export default async function InvoicePage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireTenant();
  await allow(ctx, "billing:read");
  const invoice = await orNotFound(getInvoice(ctx, (await params).id));
  const t = await getTranslations("billing");
  return (
    <>
      <div className="print:hidden">
        <PageHeader
          title={invoice.number}
          breadcrumbs={[{ href: paths.billing, label: t("title") }]}
          actions={<PrintButton />}
        />
      </div>
      <InvoiceDocument invoice={invoice} />
    </>
  );
}
