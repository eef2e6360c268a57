import type { ReactElement } from "react";
import { env } from "@/lib/env";
import { formatDateTime, formatYen } from "@/lib/format";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailCode, MailFacts, MailLayout, MailText } from "@/lib/mail/layout";
import { type MailTranslator, mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";

type Mail = { subject: string; body: ReactElement };
const language = (locale: string) => (locale === "en" ? "en" : "ja");

const texts = (locale: string) => mailTranslator(locale, "email-applications");

const footer = (t: MailTranslator) => t("footer", { support: env().SUPPORT_MAIL });

export async function paymentLinkMail(locale: string, token: string, until: Date): Promise<Mail> {
  const t = await texts(locale);
  const expires = formatDateTime(until, language(locale));
  return {
    subject: t("payment.subject"),
    body: (
      <MailLayout locale={locale} preview={t("payment.preview")} footer={footer(t)}>
        <MailText>{t("payment.text")}</MailText>
        <MailButton href={absoluteUrl(paths.signUpPayment(token))}>
          {t("payment.button")}
        </MailButton>
        <MailText>{t("payment.expiry", { expires })}</MailText>
        <MailText>{t("notYou")}</MailText>
      </MailLayout>
    ),
  };
}

export async function resumeLinkMail(locale: string, token: string, until: Date): Promise<Mail> {
  const t = await texts(locale);
  const expires = formatDateTime(until, language(locale));
  return {
    subject: t("resume.subject"),
    body: (
      <MailLayout locale={locale} preview={t("resume.preview")} footer={footer(t)}>
        <MailText>{t("resume.text")}</MailText>
        <MailButton href={absoluteUrl(paths.signUpResume(token))}>{t("resume.button")}</MailButton>
        <MailText>{t("resume.expiry", { expires })}</MailText>
        <MailText>{t("notYou")}</MailText>
      </MailLayout>
    ),
  };
}

export async function alreadyRegisteredMail(locale: string): Promise<Mail> {
  const t = await texts(locale);
  return {
    subject: t("registered.subject"),
    body: (
      <MailLayout locale={locale} preview={t("registered.preview")} footer={footer(t)}>
        <MailText>{t("registered.text")}</MailText>
        <MailButton href={absoluteUrl(paths.signIn)}>{t("registered.signIn")}</MailButton>
        <MailText>{t("registered.forgotten")}</MailText>
        <MailButton href={absoluteUrl(paths.passwordReset)}>{t("registered.reset")}</MailButton>
        <MailText>{t("notYou")}</MailText>
      </MailLayout>
    ),
  };
}

export async function codeMail(locale: string, code: string, minutes: number): Promise<Mail> {
  const t = await texts(locale);
  return {
    subject: t("code.subject"),
    body: (
      <MailLayout locale={locale} preview={t("code.preview")} footer={footer(t)}>
        <MailText>{t("code.text")}</MailText>
        <MailCode>{code}</MailCode>
        <MailText>{t("code.expiry", { minutes })}</MailText>
        <MailText>{t("code.secret")}</MailText>
      </MailLayout>
    ),
  };
}

export type CompletionFacts = {
  company: string;
  contact: string;
  email: string;
  accountId: string;
  planName: string;
  monthlyYen: number | null;
  completedAt: Date;
  storageRegion: string;
};

/** Everything the customer needs to begin; never a password. */
export async function completionMail(locale: string, facts: CompletionFacts): Promise<Mail> {
  const t = await texts(locale);
  const { SUPPORT_CHATWORK_URL, SUPPORT_MAIL } = env();
  const signIn = absoluteUrl(paths.signIn);
  const price = facts.monthlyYen === null ? "—" : formatYen(facts.monthlyYen, language(locale));
  const list = [
    { term: t("completion.accountId"), value: facts.accountId },
    { term: t("completion.company"), value: facts.company },
    { term: t("completion.master"), value: facts.email },
    {
      term: t("completion.plan"),
      value: t("completion.planValue", { plan: facts.planName, price }),
    },
    { term: t("completion.since"), value: formatDateTime(facts.completedAt, language(locale)) },
    { term: t("completion.region"), value: facts.storageRegion },
    { term: t("completion.chatwork"), value: SUPPORT_CHATWORK_URL },
    { term: t("completion.supportMail"), value: SUPPORT_MAIL },
  ];
  return {
    subject: t("completion.subject"),
    body: (
      <MailLayout locale={locale} preview={t("completion.preview")} footer={footer(t)}>
        <MailText>
          {t("completion.greeting", { company: facts.company, name: facts.contact })}
        </MailText>
        <MailText>{t("completion.text")}</MailText>
        <MailButton href={signIn}>{t("completion.button")}</MailButton>
        <MailFacts facts={list} />
        <MailText>{t("completion.support")}</MailText>
        <MailText>{t("completion.password")}</MailText>
      </MailLayout>
    ),
  };
}
