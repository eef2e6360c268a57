import { createTranslator } from "next-intl";
import { knownLocale } from "@/lib/i18n/locale";
import { loadMessages } from "@/lib/i18n/messages";

/** A text by its key; a namespace chosen by name has no keys that the compiler could know. */
export type MailTranslator = (key: string, values?: Record<string, string | number>) => string;

/** The texts of one namespace for a mail, outside any request. */
export async function mailTranslator(locale: string, namespace: string): Promise<MailTranslator> {
  const known = knownLocale(locale);
  const messages = await loadMessages(known);
  const t = createTranslator({
    locale: known,
    messages,
    namespace: namespace as never,
    timeZone: "Asia/Tokyo",
  });
  return t as MailTranslator;
}
