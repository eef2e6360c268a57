import type { useTranslations } from "next-intl";

type Translate = ReturnType<typeof useTranslations<"historyTables">>;

const enhanced = /^[245]\.(\d+)\.(\d+)$/;

/** What a receiving server's status code says (RFC 3463), a provider's word for it, or the code itself. */
export function codeText(t: Translate, code: string): string {
  const [, subject, detail] = enhanced.exec(code) ?? [];
  const names = subject ? [`${subject}_${detail}`, subject] : [code];
  const known = names
    .map((name) => `codes.${name}` as Parameters<Translate>[0])
    .find((name) => /^codes\.\w+$/.test(name) && t.has(name));
  if (!known) return /^\d{3}$/.test(code) ? t("smtpCode", { code }) : code;
  return t("codeMeaning", { code, meaning: t(known as "codes.1") });
}
