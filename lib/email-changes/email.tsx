import type { ReactElement } from "react";
import { formatDateTime } from "@/lib/format";
import type { Locale } from "@/lib/i18n/locale";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";
import { shownOldEmail } from "./rules";
import type { EmailSide } from "./schema";

type Asked = {
  name: string;
  tenantName: string;
  oldEmail: string;
  newEmail: string;
  token: string;
  expiresAt: Date;
};

/** Asks one of the two addresses to agree to the change, or to refuse it. */
export async function emailChangeLinkMail(
  locale: Locale,
  side: EmailSide,
  { name, tenantName, oldEmail, newEmail, token, expiresAt }: Asked,
): Promise<{ subject: string; body: ReactElement }> {
  const t = await mailTranslator(locale, "email-account-changes");
  const key = `emailChange.${side}`;
  const asked = { tenantName, newEmail, oldEmail: shownOldEmail(side, oldEmail) };
  return {
    subject: t(`${key}.subject`),
    body: (
      <MailLayout locale={locale} preview={t(`${key}.preview`)} footer={t("footer")}>
        {side === "old" && <MailText>{t("greeting", { name })}</MailText>}
        <MailText>{t(`${key}.body`, asked)}</MailText>
        <MailButton href={absoluteUrl(paths.emailChange(token))}>{t(`${key}.button`)}</MailButton>
        <MailText>{t(`${key}.note`, { until: formatDateTime(expiresAt, locale) })}</MailText>
      </MailLayout>
    ),
  };
}
