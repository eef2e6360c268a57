import type { ReactElement } from "react";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { MailButton, MailFacts, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";

type Mail = { subject: string; body: ReactElement };

type AnchorMail = {
  personName: string;
  tenantName: string;
  day: string;
  anchor: string;
  brokenSeq: number | null;
};

/** The day's anchor in Japanese and then in English: the service does not know which of them the reader prefers. */
export async function anchorMail(facts: AnchorMail): Promise<Mail> {
  const [ja, en] = await Promise.all(
    ["ja", "en"].map((locale) => mailTranslator(locale, "email-audit")),
  );
  if (!ja || !en) throw new Error("messages are missing");
  const { day, anchor, tenantName, personName, brokenSeq } = facts;
  return {
    subject: ja(brokenSeq === null ? "anchor.subject" : "anchor.brokenSubject", { day }),
    body: (
      <MailLayout locale="ja" preview={ja("anchor.preview")} footer={ja("footer")}>
        <MailText>{ja("greeting", { name: personName })}</MailText>
        {brokenSeq !== null && <MailText>{ja("anchor.broken", { seq: brokenSeq })}</MailText>}
        <MailText>{ja("anchor.text")}</MailText>
        <MailFacts
          facts={[
            { term: ja("anchor.tenant"), value: tenantName },
            { term: ja("anchor.day"), value: day },
            { term: ja("anchor.value"), value: anchor },
          ]}
        />
        <MailText>{ja("anchor.use")}</MailText>
        <MailButton href={absoluteUrl(paths.audit)}>{ja("anchor.button")}</MailButton>
        {brokenSeq !== null && <MailText>{en("anchor.broken", { seq: brokenSeq })}</MailText>}
        <MailText>{en("anchor.text")}</MailText>
        <MailText>{en("anchor.use")}</MailText>
      </MailLayout>
    ),
  };
}

export async function operatorAnchorMail(facts: { day: string; anchor: string }): Promise<Mail> {
  const t = await mailTranslator("ja", "email-audit");
  return {
    subject: t("operator.subject", { day: facts.day }),
    body: (
      <MailLayout locale="ja" preview={t("operator.text")} footer={t("footer")}>
        <MailText>{t("operator.text")}</MailText>
        <MailFacts
          facts={[
            { term: t("anchor.day"), value: facts.day },
            { term: t("anchor.value"), value: facts.anchor },
          ]}
        />
      </MailLayout>
    ),
  };
}
