import type { ReactElement } from "react";
import type { Locale } from "@/lib/i18n/locale";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";

type Told = { name: string; email: string; tenantName: string; ip: string | null; token?: string };

/** The link that lifts the limit to allowed networks, or the news that it was used. */
export async function networkMail(
  locale: Locale,
  kind: "recovery" | "recovered",
  { name, email, tenantName, ip, token }: Told,
): Promise<{ subject: string; body: ReactElement }> {
  const t = await mailTranslator(locale, "email-account-changes");
  const key = `networks.${kind}`;
  const path = token ? paths.networkRecovery(token) : paths.networkSettings;
  return {
    subject: t(`${key}.subject`),
    body: (
      <MailLayout locale={locale} preview={t(`${key}.preview`)} footer={t("footer")}>
        <MailText>{t("greeting", { name })}</MailText>
        <MailText>{t(`${key}.body`, { tenantName, email, ip: ip ?? "-" })}</MailText>
        <MailButton href={absoluteUrl(path)}>{t(`${key}.button`)}</MailButton>
        <MailText>{t(`${key}.note`)}</MailText>
      </MailLayout>
    ),
  };
}
