import { env } from "@/lib/env";
import { toJstIso } from "@/lib/format";
import { mailTranslator } from "@/lib/mail/translator";
import type { MessageText } from "@/lib/outbox/mutations";
import { paths } from "@/lib/paths";
import { type AlarmRule, writeValue } from "./rules";

type Raised = {
  rule: AlarmRule;
  subject: string;
  value: number;
  threshold: number;
  openedAt: Date;
};

/** What the operators are told of an alarm, by mail and in their room. */
export async function alarmText(alarm: Raised): Promise<MessageText> {
  const t = await mailTranslator("ja", "email-alarms");
  const values = {
    rule: t(`rules.${alarm.rule}`),
    subject: alarm.subject || t("service"),
    value: writeValue(alarm.rule, alarm.value, "ja"),
    threshold: writeValue(alarm.rule, alarm.threshold, "ja"),
    at: toJstIso(alarm.openedAt),
    href: new URL(paths.operatorHealth, env().ECAI_OPERATOR_URL).href,
  };
  return { title: t("subject", values), body: t("body", values) };
}
