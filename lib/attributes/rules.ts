import type { attributeTypes } from "@/db/values";
import { isCleanText } from "@/lib/clean-text";

export const attributeKeyMaxLength = 40;
export const attributeValueMaxLength = 1000;
export const attributeChoicesMost = 100;
export const attributesMost = 50;

export type AttributeValue = string | number | null;
/** A key below `attributes.problems`. */
export type AttributeProblem =
  | "tooLong"
  | "invalidCharacters"
  | "notNumber"
  | "invalidDate"
  | "invalidChoice";

type Definition = { type: (typeof attributeTypes)[number]; choices: readonly string[] };

/** What a person or a file typed as the stored value: null for nothing, a number, an ISO date or text. */
export function parseAttributeValue(
  definition: Definition,
  text: string,
): { value: AttributeValue } | { problem: AttributeProblem } {
  const trimmed = text.trim();
  if (trimmed === "") return { value: null };
  if (trimmed.length > attributeValueMaxLength) return { problem: "tooLong" };
  if (!isCleanText(trimmed)) return { problem: "invalidCharacters" };
  switch (definition.type) {
    case "number":
      return parseNumber(trimmed);
    case "date":
      return parseDate(trimmed);
    case "choice":
      return parseChoice(definition.choices, trimmed);
    default:
      return { value: trimmed };
  }
}

function parseNumber(text: string): { value: number } | { problem: AttributeProblem } {
  const plain = text.normalize("NFKC").replace(/^[−‐‑–]/, "-");
  if (!/^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/.test(plain)) return { problem: "notNumber" };
  const value = Number(plain.replaceAll(",", ""));
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) return { problem: "notNumber" };
  return { value: value === 0 ? 0 : value };
}

function parseDate(text: string): { value: string } | { problem: AttributeProblem } {
  const plain = text.normalize("NFKC");
  const match =
    /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})$/.exec(plain) ??
    /^(\d{4})(年)(\d{1,2})月(\d{1,2})日$/.exec(plain) ??
    /^(\d{4})()(\d{2})(\d{2})$/.exec(plain);
  if (!match) return { problem: "invalidDate" };
  const [, year = "", , month = "", day = ""] = match;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isDate(iso) ? { value: iso } : { problem: "invalidDate" };
}

function isDate(iso: string): boolean {
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
}

function parseChoice(
  choices: readonly string[],
  text: string,
): { value: string } | { problem: AttributeProblem } {
  const wanted = text.normalize("NFKC");
  const value =
    choices.find((choice) => choice === text) ??
    choices.find((choice) => choice.normalize("NFKC") === wanted);
  return value === undefined ? { problem: "invalidChoice" } : { value };
}

export const normalizeAttributeKey = (text: string): string => text.normalize("NFKC").trim();

/** Letters of any script, digits and underscore: what a merge field can name. */
export function isAttributeKey(key: string): boolean {
  return /^[\p{L}\p{M}\p{N}_ー]{1,40}$/u.test(key);
}

const builtInKeys = ["メールアドレス", "email", "名前", "name"];

/** Keys of built-in merge fields, and names that every JavaScript object already has. */
export function isReservedAttributeKey(key: string): boolean {
  return builtInKeys.includes(key.toLowerCase()) || key in {};
}
