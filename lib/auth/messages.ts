import type { getTranslations } from "next-intl/server";

type Translate = Awaited<ReturnType<typeof getTranslations<never>>>;
type MessageKey = Parameters<Translate>[0];

/** The text of a key, below `errors` when it has no namespace of its own. */
export function translateKey(
  t: Translate,
  key: string,
  params: Record<string, string | number> = {},
): string {
  const full = (key.includes(".") ? key : `errors.${key}`) as MessageKey;
  if (t.has(full)) return t(full, params);
  const validation = `validation.${key}` as MessageKey;
  return t.has(validation) ? t(validation, params) : t("errors.invalid" as MessageKey);
}
