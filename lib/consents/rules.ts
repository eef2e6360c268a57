import { isCleanLine, isCleanText } from "@/lib/clean-text";

export const consentSourceMaxLength = 200;
export const consentWordingMaxLength = 1_000;

/** Where, when (ISO) and to which words a recipient agreed to get mail. */
export type Consent = { source: string; at: string; wording: string };
export type TypedConsent = Partial<Consent>;

type ConsentProblem =
  | "consent_incomplete"
  | "consent_invalidTime"
  | "consent_future"
  | "consent_tooLong"
  | "invalid_characters";

/**
 * A row's consent, with the import's own standing in for what the row leaves empty; null when neither says
 * anything. The law asks for time and way, so one without the other is refused.
 */
export function readConsent(
  typed: TypedConsent,
  general: Consent | null,
): { value: Consent | null } | { problem: ConsentProblem } {
  const source = typed.source || general?.source || "";
  const time = typed.at || general?.at || "";
  const wording = typed.wording || general?.wording || "";
  if (!source && !time && !wording) return { value: null };
  if (!source || !time) return { problem: "consent_incomplete" };
  if (source.length > consentSourceMaxLength || wording.length > consentWordingMaxLength)
    return { problem: "consent_tooLong" };
  if (!isCleanLine(source) || !isCleanText(wording)) return { problem: "invalid_characters" };
  const at = parseConsentTime(time);
  if (!at) return { problem: "consent_invalidTime" };
  if (Date.parse(at) > Date.now()) return { problem: "consent_future" };
  return { value: { source, at, wording } };
}

const timePattern =
  /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** A date, or a date and a time, as files write them; Japanese time unless it says another. ISO with offset, or null. */
export function parseConsentTime(text: string): string | null {
  const match = timePattern.exec(text.normalize("NFKC").trim());
  if (!match) return null;
  const [, year = "", month = "", day = "", hour = "0", minute = "0", second = "0", zone] = match;
  const two = (part: string) => part.padStart(2, "0");
  const date = `${year}-${two(month)}-${two(day)}`;
  const isDay = new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date) ?? false;
  if (!isDay || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const offset = (zone ?? "+09:00").toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, "$1:$2");
  const iso = `${date}T${two(hour)}:${two(minute)}:${two(second)}${offset}`;
  return Number.isNaN(Date.parse(iso)) ? null : iso;
}
