import type { ReactElement } from "react";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";

type Mail = { subject: string; body: ReactElement };
type Person = { name: string; email: string; tenantName: string };
type Texts = (key: string, params?: Record<string, string>) => string;

/** The texts of mails to users; the keys of a namespace chosen by name are not known to the compiler. */
export async function userMailTexts(locale: string): Promise<Texts> {
  return (await mailTranslator(locale, "email-users")) as Texts;
}

export async function passwordResetMail(
  locale: string,
  person: Person & { token: string },
): Promise<Mail> {
  const t = await userMailTexts(locale);
  const { name, email, tenantName, token } = person;
  return {
    subject: t("reset.subject"),
    body: (
      <MailLayout locale={locale} preview={t("reset.preview")} footer={t("footer")}>
        <MailText>{t("greeting", { name })}</MailText>
        <MailText>{t("reset.body", { tenantName, email })}</MailText>
        <MailButton href={absoluteUrl(paths.passwordResetToken(token))}>
          {t("reset.button")}
        </MailButton>
        <MailText>{t("reset.note")}</MailText>
      </MailLayout>
    ),
  };
}

export async function passwordChangedMail(locale: string, person: Person): Promise<Mail> {
  const t = await userMailTexts(locale);
  const { name, email, tenantName } = person;
  return {
    subject: t("changed.subject"),
    body: (
      <MailLayout locale={locale} preview={t("changed.preview")} footer={t("footer")}>
        <MailText>{t("greeting", { name })}</MailText>
        <MailText>{t("changed.body", { tenantName, email })}</MailText>
        <MailButton href={absoluteUrl(paths.passwordReset)}>{t("changed.button")}</MailButton>
      </MailLayout>
    ),
  };
}
