import type { useTranslations } from "next-intl";

type Translate = ReturnType<typeof useTranslations<"reactions">>;

/** What happened to a mail in the reader's language; a type that is not known stays as it is. */
export function eventName(t: Translate, type: string): string {
  const key = `events.${type.replace(/^\w+\./, "")}` as Parameters<Translate>[0];
  return t.has(key) ? t(key as "events.sent") : type;
}
