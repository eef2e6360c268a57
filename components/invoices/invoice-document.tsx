import { useLocale, useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { DescriptionList } from "@/components/ui/description-list";
import { formatDate, formatYen } from "@/lib/format";
import type { Invoice } from "@/lib/invoices/queries";
import { invoiceState, isRegistrationNumber, taxIncluded, taxRate } from "@/lib/invoices/rules";

/** An invoice as it is printed, with everything that a qualified invoice has to state. */
export function InvoiceDocument({ invoice }: { invoice: Invoice }) {
  const t = useTranslations("billing");
  const locale = useLocale();
  const { recipient, issuer } = invoice;
  const isQualified = isRegistrationNumber(issuer.registrationNumber);
  const state = invoiceState(invoice);
  return (
    <article className="flex max-w-3xl flex-col gap-6 rounded-xl border border-line bg-surface p-6 print:border-0 print:p-0 print:text-black">
      <h2 className="text-center font-semibold text-lg">
        {t(isQualified ? "invoice.qualified" : "invoice.plain")}
      </h2>
      <div className="flex flex-wrap justify-between gap-6">
        <address className="not-italic">
          <p className="font-semibold">{t("invoice.to", { name: recipient.companyName })}</p>
          {recipient.recipient && <p>{t("invoice.person", { name: recipient.recipient })}</p>}
          <p className="text-muted">{recipient.postalAddress}</p>
        </address>
        <address className="not-italic">
          <p className="text-muted text-xs">{t("invoice.issuer")}</p>
          <p className="font-semibold">{issuer.name}</p>
          {isQualified && (
            <p>
              {t("invoice.registrationNumber")}: {issuer.registrationNumber}
            </p>
          )}
          <p className="text-muted">{issuer.address}</p>
        </address>
      </div>
      <DescriptionList
        items={[
          { term: t("invoice.number"), value: invoice.number },
          { term: t("invoice.issuedAt"), value: formatDate(invoice.issuedAt, locale) },
          {
            term: t("invoice.state"),
            value: invoice.paidAt
              ? t("invoice.paidOn", { day: formatDate(invoice.paidAt, locale) })
              : t(`states.${state}`),
          },
        ]}
      />
      <InvoiceLines invoice={invoice} />
      {!isQualified && <Alert tone="warning">{t("invoice.notQualified")}</Alert>}
      <p className="text-muted text-xs">{t("invoice.rounding")}</p>
    </article>
  );
}

function InvoiceLines({ invoice }: { invoice: Invoice }) {
  const t = useTranslations("billing.invoice");
  const locale = useLocale();
  const sums = [
    [t("byRate", { rate: taxRate }), invoice.total],
    [t("tax", { rate: taxRate }), taxIncluded(invoice.total)],
    [t("total"), invoice.total],
  ] as const;
  return (
    <table className="w-full text-left">
      <thead>
        <tr className="border-line border-b text-muted text-xs">
          <th scope="col" className="py-2 pr-3 font-normal">
            {t("period")}
          </th>
          <th scope="col" className="py-2 pr-3 font-normal">
            {t("item")}
          </th>
          <th scope="col" className="py-2 text-right font-normal">
            {t("amount")}
          </th>
        </tr>
      </thead>
      <tbody>
        {invoice.lines.map(({ description, amount }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an issued invoice's lines never change
          <tr key={index} className="border-line border-b">
            <td className="whitespace-nowrap py-2 pr-3">{formatDate(invoice.issuedAt, locale)}</td>
            <td className="py-2 pr-3">{description}</td>
            <td className="py-2 text-right tabular-nums">{formatYen(amount, locale)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        {sums.map(([label, amount]) => (
          <tr key={label} className="last:font-semibold">
            <th scope="row" colSpan={2} className="py-1.5 pr-3 text-right font-normal">
              {label}
            </th>
            <td className="py-1.5 text-right tabular-nums">{formatYen(amount, locale)}</td>
          </tr>
        ))}
      </tfoot>
    </table>
  );
}
