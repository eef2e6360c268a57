import type { ReactElement } from "react";
import { env } from "@/lib/env";
import { formatDate, formatDateTime } from "@/lib/format";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailFacts, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";
import { copiesGoneByDays, daysLater, erasedByDays, startOfDay } from "./rules";

type Mail = { subject: string; body: ReactElement };
const language = (locale: string) => (locale === "en" ? "en" : "ja");

type Cancellation = { company: string; endsOn: string; cancelled: number };

export async function cancellationMail(
  locale: string,
  { company, endsOn, cancelled }: Cancellation,
): Promise<Mail> {
  const t = await mailTranslator(locale, "email-endings");
  const day = (date: string) => formatDate(startOfDay(date), language(locale));
  const facts = [
    { term: t("cancelled.company"), value: company },
    { term: t("cancelled.endsOn"), value: day(endsOn) },
    { term: t("cancelled.erasedBy"), value: day(daysLater(endsOn, erasedByDays)) },
    { term: t("cancelled.copiesBy"), value: day(daysLater(endsOn, copiesGoneByDays)) },
    { term: t("cancelled.deliveries"), value: t("cancelled.count", { count: cancelled }) },
  ];
  return {
    subject: t("cancelled.subject"),
    body: (
      <MailLayout
        locale={locale}
        preview={t("cancelled.preview")}
        footer={t("footer", { support: env().SUPPORT_MAIL })}
      >
        <MailText>{t("cancelled.text")}</MailText>
        <MailFacts facts={facts} />
        <MailText>{t("cancelled.withdraw")}</MailText>
        <MailButton href={absoluteUrl(paths.contractEnding)}>{t("cancelled.button")}</MailButton>
      </MailLayout>
    ),
  };
}

export type Certificate = {
  company: string;
  accountId: string;
  certificateNo: string;
  endsOn: string;
  erasedAt: Date;
  copiesGoneAt: Date;
  /** How many of each kind were erased, most first. */
  kinds: { kind: string; count: number }[];
};

/** The proof that a customer's data was erased; counts only. */
export async function certificateMail(locale: string, facts: Certificate): Promise<Mail> {
  const t = await mailTranslator(locale, "email-endings");
  const list = [
    { term: t("certificate.number"), value: facts.certificateNo },
    { term: t("certificate.company"), value: facts.company },
    { term: t("certificate.accountId"), value: facts.accountId },
    {
      term: t("certificate.endsOn"),
      value: formatDate(startOfDay(facts.endsOn), language(locale)),
    },
    { term: t("certificate.erasedAt"), value: formatDateTime(facts.erasedAt, language(locale)) },
    {
      term: t("certificate.copiesGone"),
      value: formatDate(facts.copiesGoneAt, language(locale)),
    },
    ...facts.kinds.map(({ kind, count }) => ({
      term: t(`kinds.${kind}`),
      value: t("certificate.count", { count }),
    })),
  ];
  return {
    subject: t("certificate.subject", { number: facts.certificateNo }),
    body: (
      <MailLayout
        locale={locale}
        preview={t("certificate.preview")}
        footer={t("footer", { support: env().SUPPORT_MAIL })}
      >
        <MailText>{t("certificate.text", { company: facts.company })}</MailText>
        <MailFacts facts={list} />
        <MailText>{t("certificate.copies")}</MailText>
      </MailLayout>
    ),
  };
}
