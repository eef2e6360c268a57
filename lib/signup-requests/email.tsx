import type { ReactElement } from "react";
import { formatDateTime } from "@/lib/format";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";
import type { SignupSender } from "./queries";

type Facts = {
  formId: string;
  token: string;
  title: string;
  sender: SignupSender;
  expiresAt: Date;
};

/** Asks to confirm; in the customer's name, with what the law wants of a sender, and without any advertising. */
export async function signupConfirmationMail(
  locale: "ja" | "en",
  { formId, token, title, sender, expiresAt }: Facts,
): Promise<{ subject: string; body: ReactElement }> {
  const t = await mailTranslator(locale, "email-signup");
  const footer = [sender.name, sender.postalAddress, sender.complaintContact]
    .filter(Boolean)
    .join("\n");
  return {
    subject: t("subject", { title }),
    body: (
      <MailLayout
        locale={locale}
        preview={t("preview", { sender: sender.name })}
        footer={`${footer}\n${t("footer")}`}
        brand={sender.name}
      >
        <MailText>{t("text", { sender: sender.name, title })}</MailText>
        <MailButton href={absoluteUrl(paths.formConfirmation(formId, token))}>
          {t("button")}
        </MailButton>
        <MailText>{t("expiry", { expires: formatDateTime(expiresAt, locale) })}</MailText>
        <MailText>{t("notYou")}</MailText>
      </MailLayout>
    ),
  };
}
