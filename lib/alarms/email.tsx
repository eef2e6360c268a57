import type { ReactElement } from "react";
import { env } from "@/lib/env";
import { toJstIso } from "@/lib/format";
import { MailButton, MailLayout, MailText } from "@/lib/mail/layout";
import { mailTranslator } from "@/lib/mail/translator";
import { paths } from "@/lib/paths";
import { type AlarmRule, writeValue } from "./rules";

type Raised = {
  rule: AlarmRule;
  subject: string;
  value: number;
  threshold: number;
  openedAt: Date;
};

/** The mail that tells the operators of an alarm. */
export async function alarmMail(alarm: Raised): Promise<{ subject: string; body: ReactElement }> {
  const t = await mailTranslator("ja", "email-alarms");
  const rule = t(`rules.${alarm.rule}`);
  const values = {
    rule,
    subject: alarm.subject || t("service"),
    value: writeValue(alarm.rule, alarm.value, "ja"),
    threshold: writeValue(alarm.rule, alarm.threshold, "ja"),
    at: toJstIso(alarm.openedAt),
  };
  const href = new URL(paths.operatorHealth, env().ECAI_OPERATOR_URL).href;
  return {
    subject: t("subject", values),
    body: (
      <MailLayout locale="ja" preview={t("body", values)} footer={t("footer")}>
        <MailText>{t("body", values)}</MailText>
        <MailButton href={href}>{t("button")}</MailButton>
      </MailLayout>
    ),
  };
}
