import type { ReactElement } from "react";
import { formatDateTime } from "@/lib/format";
import type { Locale } from "@/lib/i18n/locale";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";
import type { MastershipOffer } from "./queries";
import type { MastershipMailKind } from "./schema";

type Person = { name: string; tenantName: string };
type Offer = Pick<MastershipOffer, "fromName" | "toName" | "expiresAt">;

/** Tells one of the two people of a step in the handing over of mastership. */
export async function mastershipMail(
  locale: Locale,
  kind: MastershipMailKind,
  { name, tenantName }: Person,
  { fromName, toName, expiresAt }: Offer,
): Promise<{ subject: string; body: ReactElement }> {
  const t = await mailTranslator(locale, "email-account-changes");
  const key = `mastership.${kind}`;
  const names = { tenantName, fromName, toName, until: formatDateTime(expiresAt, locale) };
  return {
    subject: t(`${key}.subject`),
    body: (
      <MailLayout locale={locale} preview={t(`${key}.preview`)} footer={t("footer")}>
        <MailText>{t("greeting", { name })}</MailText>
        <MailText>{t(`${key}.body`, names)}</MailText>
        <MailText>{t(`${key}.note`, names)}</MailText>
        <MailButton href={absoluteUrl(paths.account)}>{t(`${key}.button`)}</MailButton>
      </MailLayout>
    ),
  };
}
