import type { ReactElement } from "react";
import { describeDevice } from "@/lib/account/rules";
import { formatDateTime } from "@/lib/format";
import type { Locale } from "@/lib/i18n/locale";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";

type NewDevice = {
  name: string;
  email: string;
  tenantName: string;
  at: Date;
  ip: string | null;
  userAgent: string | null;
};

/** Tells of a sign-in from a browser that was never used before, and how to end all sessions. */
export async function deviceAlertMail(
  locale: Locale,
  { name, email, tenantName, at, ip, userAgent }: NewDevice,
): Promise<{ subject: string; body: ReactElement }> {
  const t = await mailTranslator(locale, "email-security");
  const device = describeDevice(userAgent) ?? t("device.unknown");
  return {
    subject: t("device.subject"),
    body: (
      <MailLayout locale={locale} preview={t("device.preview")} footer={t("footer")}>
        <MailText>{t("greeting", { name })}</MailText>
        <MailText>{t("device.body", { tenantName, email })}</MailText>
        <MailText>
          {t("device.facts", {
            at: formatDateTime(at, locale),
            device,
            userAgent: userAgent ?? "-",
            ip: ip ?? "-",
          })}
        </MailText>
        <MailText>{t("device.what")}</MailText>
        <MailButton href={absoluteUrl(paths.account)}>{t("device.button")}</MailButton>
      </MailLayout>
    ),
  };
}
