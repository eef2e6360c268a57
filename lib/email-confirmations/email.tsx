import type { ReactElement } from "react";
import { shownOldEmail } from "@/lib/email-changes/rules";
import type { EmailChangeOutcome, EmailSide } from "@/lib/email-changes/schema";
import type { Locale } from "@/lib/i18n/locale";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";

type Told = { name: string; tenantName: string; oldEmail: string; newEmail: string };

/** Tells one of the two addresses how a change of an account's e-mail address has ended. */
export async function emailChangeOutcomeMail(
  locale: Locale,
  { outcome, side }: { outcome: EmailChangeOutcome; side: EmailSide },
  { name, tenantName, oldEmail, newEmail }: Told,
): Promise<{ subject: string; body: ReactElement }> {
  const t = await mailTranslator(locale, "email-account-changes");
  const key = `emailChange.${outcome}`;
  const told = { tenantName, newEmail, oldEmail: shownOldEmail(side, oldEmail) };
  // Whoever reads the mail at an address that is not the account's gets no way into it.
  const isOwner = side === (outcome === "completed" ? "new" : "old");
  const isAlarming = outcome === "refusedOld";
  return {
    subject: t(`${key}.subject`),
    body: (
      <MailLayout locale={locale} preview={t(`${key}.preview`)} footer={t("footer")}>
        {isOwner && <MailText>{t("greeting", { name })}</MailText>}
        <MailText>{t(`${key}.body`, told)}</MailText>
        {(isOwner || outcome === "completed") && <MailText>{t(`${key}.what`, told)}</MailText>}
        {isOwner && (
          <MailButton href={absoluteUrl(isAlarming ? paths.passwordReset : paths.account)}>
            {t(`${key}.button`)}
          </MailButton>
        )}
      </MailLayout>
    ),
  };
}
