import "server-only";
import { randomUUID } from "node:crypto";
import type { Transaction } from "@/db/client";
import type { OperatorContext } from "@/lib/auth/context";
import { env } from "@/lib/env";
import { formatDateTime } from "@/lib/format";
import { knownLocale, type Locale } from "@/lib/i18n/locale";
import { mailTranslator } from "@/lib/mail/translator";
import { type MessageText, tell } from "@/lib/outbox/mutations";
import { paths } from "@/lib/paths";

type Change = "passwordChanged" | "totpAdded" | "recoveryCodeUsed";

/** Has an operator told by mail that their way in has changed; sent only when the change is. */
export async function tellOperator(
  tx: Transaction,
  { operator, request }: Pick<OperatorContext, "operator" | "request">,
  change: Change,
): Promise<void> {
  const locale = knownLocale(request.locale);
  const subject = { type: "operator", id: operator.id, part: `${change}:${randomUUID()}` };
  const text = (language: Locale) => textOf(language, operator, change);
  const texts = { ja: await text("ja"), en: await text("en") };
  await tell(tx, subject, texts, [{ channel: "mail", to: operator.email, locale }]);
}

/** It carries no secret. */
async function textOf(
  locale: Locale,
  { name, email }: OperatorContext["operator"],
  change: Change,
): Promise<MessageText> {
  const t = await mailTranslator(locale, "email-operators");
  const parts = [
    t("greeting", { name }),
    t(`${change}.body`, { email }),
    t("at", { at: formatDateTime(new Date()) }),
    t("notYou"),
    t("account", { href: new URL(paths.operatorAccount, env().ECAI_OPERATOR_URL).href }),
  ];
  return { title: t(`${change}.subject`), body: parts.join("\n\n") };
}
