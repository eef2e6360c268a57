import type { useTranslations } from "next-intl";
import type { core, ZodError } from "zod";
import { issueMessage } from "./zod-issue";

export type RootTranslator = ReturnType<typeof useTranslations<never>>;
type MessageKey = Parameters<RootTranslator>[0];

/** Says in the reader's language what zod found; give it to `safeParse(input, { error })`. */
export function zodErrorMap(t: RootTranslator): core.$ZodErrorMap {
  return (issue) => {
    const { key, params } = issueMessage(issue);
    return t(`validation.${key}` as MessageKey, params);
  };
}

/** Turns a message that is a key (of `validation`, or a dotted one of another namespace) into text. */
export function validationText(message: string, t: RootTranslator): string {
  const key = (
    /^[a-z]\w*(\.\w+)+$/i.test(message) ? message : `validation.${message}`
  ) as MessageKey;
  return /^[\w.]+$/.test(message) && t.has(key) ? t(key) : message;
}

/** The texts of a failed parse by dotted path; "" holds what belongs to the whole form. */
export function fieldErrorsOf(error: ZodError, t: RootTranslator): Record<string, string[]> {
  const found: Record<string, string[]> = Object.create(null);
  for (const issue of error.issues) {
    const path = issue.path.map(String).join(".");
    found[path] = [...(found[path] ?? []), validationText(issue.message, t)];
  }
  return { ...found };
}
