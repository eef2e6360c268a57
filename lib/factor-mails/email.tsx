import type { ReactElement } from "react";
import { formatDateTime } from "@/lib/format";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";
import type { FactorMailKind } from "./schema";

type Person = { name: string; email: string; tenantName: string };

/** Tells a user that something about their second step has changed; it carries no secret. */
export async function factorMail(
  locale: string,
  kind: FactorMailKind,
  { name, email, tenantName }: Person,
  now = new Date(),
): Promise<{ subject: string; body: ReactElement }> {
  const t = await mailTranslator(locale, "email-factors");
  return {
    subject: t(`${kind}.subject`),
    body: (
      <MailLayout locale={locale} preview={t(`${kind}.preview`)} footer={t("footer")}>
        <MailText>{t("greeting", { name })}</MailText>
        <MailText>{t(`${kind}.body`, { tenantName, email })}</MailText>
        <MailText>{t("at", { at: formatDateTime(now) })}</MailText>
        <MailText>{t("notYou")}</MailText>
        <MailButton href={absoluteUrl(paths.accountSecurity)}>{t("button")}</MailButton>
      </MailLayout>
    ),
  };
}
