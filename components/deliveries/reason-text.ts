import type { useTranslations } from "next-intl";
import { splitReason } from "@/lib/history/rules";

type Translate = ReturnType<typeof useTranslations<"sending">>;

/** A stored reason in the reader's language, without a colon where no detail follows; one not known stays as it was stored. */
export function reasonText(t: Translate, reason: string): string {
  const { key, detail } = splitReason(reason);
  const name = `reasons.${key}` as Parameters<Translate>[0];
  return /^\w+$/.test(key) && t.has(name)
    ? t(name, { detail } as never).replace(/:\s*$/, "")
    : reason;
}

/** Why a whole delivery stopped. */
export function failureText(t: Translate, failure: string): string {
  const { key, detail } = splitReason(failure);
  const name = `failures.${key}` as Parameters<Translate>[0];
  return /^\w+$/.test(key) && t.has(name) ? t(name, { detail: detail || "–" } as never) : failure;
}
