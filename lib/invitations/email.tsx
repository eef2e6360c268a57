import type { ReactElement } from "react";
import { formatDateTime } from "@/lib/format";
import type { Locale } from "@/lib/i18n/locale";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailLayout, MailText } from "@/lib/mail/layout";
import { paths } from "@/lib/paths";
import { userMailTexts } from "@/lib/sign-in/email";

type Invitation = {
  name: string;
  email: string;
  tenantName: string;
  inviterName: string;
  token: string;
  expiresAt: Date;
};

export async function invitationMail(
  locale: Locale,
  { name, email, tenantName, inviterName, token, expiresAt }: Invitation,
): Promise<{ subject: string; body: ReactElement }> {
  const t = await userMailTexts(locale);
  return {
    subject: t("invitation.subject", { tenantName }),
    body: (
      <MailLayout
        locale={locale}
        preview={t("invitation.preview", { tenantName })}
        footer={t("footer")}
      >
        <MailText>{t("greeting", { name })}</MailText>
        <MailText>{t("invitation.body", { tenantName, inviterName, email })}</MailText>
        <MailButton href={absoluteUrl(paths.invitation(token))}>
          {t("invitation.button")}
        </MailButton>
        <MailText>{t("invitation.note", { until: formatDateTime(expiresAt, locale) })}</MailText>
      </MailLayout>
    ),
  };
}
