import type { ImportColumn } from "@/db/schema/imports";
import { normalizeEmail } from "@/lib/addresses/rules";
import {
  attributeKeyMaxLength,
  isAttributeKey,
  isReservedAttributeKey,
} from "@/lib/attributes/rules";
import { rawCell } from "@/lib/exports/rules";

const headerMaxLength = 200;
export const previewCount = 10;
const mostColumns = 200;
/** Kept when a file is cut short for the screen. */
const previewCellLength = 1_000;

type RefusalKey =
  | "headerUnreadable"
  | "noHeader"
  | "tooManyColumns"
  | "duplicateHeaders"
  | "noRows"
  | "empty";

type Head = { cells: string[]; problem: string | null };

/** Why a file's first records cannot be imported, or null; `isWhole` when they are all of it. */
export function refusalOf(
  records: readonly Head[],
  isWhole: boolean,
): { key: RefusalKey; params?: Record<string, string | number> } | null {
  const [header, ...rows] = records;
  if (!header) return { key: isWhole ? "empty" : "headerUnreadable" };
  if (header.problem === "too_many_cells" || header.cells.length > mostColumns) {
    return { key: "tooManyColumns", params: { most: mostColumns } };
  }
  if (header.problem || header.cells.some((cell) => cell.length > headerMaxLength))
    return { key: "headerUnreadable" };
  if (header.cells.some((cell) => cell.includes("@") && normalizeEmail(cell)))
    return { key: "noHeader" };
  const names = duplicatesOf(header.cells.map(plain).filter(Boolean));
  if (names.length > 0) return { key: "duplicateHeaders", params: { names: names.join("、") } };
  return isWhole && rows.length === 0 ? { key: "noRows" } : null;
}

function duplicatesOf(texts: string[]): string[] {
  return [...new Set(texts.filter((text, at) => texts.indexOf(text) !== at))];
}

const plain = (text: string): string => text.normalize("NFKC").trim();

export const headersOf = (cells: readonly string[]): string[] =>
  cells.map((cell) => plain(rawCell(cell.trim())));

export const previewOf = (records: readonly { cells: string[] }[]): string[][] =>
  records
    .slice(0, previewCount)
    .map(({ cells }) => cells.map((cell) => cutText(cell, previewCellLength)));

/** JSON in the database refuses half a character, which a cut can leave. */
const cutText = (text: string, length: number): string =>
  text.slice(0, length).replace(/\p{Surrogate}/gu, "");

/** What the reader picks for a column in the form: `email`, `name`, `tags`, `ignore`, `new`, `consent:<field>` or `attribute:<key>`. */
type ColumnChoice = string;

export const consentChoices = ["consent:source", "consent:at", "consent:wording"] as const;

const known: [ColumnChoice, RegExp][] = [
  ["email", /^((e-?mail|mail|メール|電子メール)[ _-]*(アドレス|address|addr)?|アドレス)$/],
  ["name", /^(name|full ?name|fullname|display ?name|(お)?名前|氏名|宛名|顧客名|会員名)$/],
  ["tags", /^(tags?|タグ|labels?|ラベル)$/],
  ["consent:source", /^(consent[ _-]?source|同意(の)?(取得元|取得方法|取得経路))$/],
  ["consent:at", /^(consent[ _-]?(at|date|time)|同意(の)?(日時|日|取得日|取得日時))$/],
  ["consent:wording", /^(consent[ _-]?(wording|text)|同意(の)?(文言|文面|内容))$/],
];

/** A first proposal for each column from its name; each of e-mail, name and tags is proposed once. */
export function guessChoices(
  headers: readonly string[],
  attributeKeys: readonly string[],
): ColumnChoice[] {
  const taken = new Set<ColumnChoice>();
  return headers.map((header) => {
    const choice = guessChoice(plain(header), attributeKeys);
    if (taken.has(choice)) return "ignore";
    if (choice !== "ignore") taken.add(choice);
    return choice;
  });
}

/** The choices of the last such file; of what has gone since, the first proposal. */
export function recallChoices(
  headers: readonly string[],
  remembered: Readonly<Record<string, ColumnChoice>>,
  attributeKeys: readonly string[],
): ColumnChoice[] {
  const guessed = guessChoices(headers, attributeKeys);
  return headers.map((header, at) => {
    const choice = Object.hasOwn(remembered, header) ? remembered[header] : undefined;
    const key = choice?.startsWith("attribute:") ? choice.slice("attribute:".length) : null;
    const isKnown = choice !== undefined && (key === null || attributeKeys.includes(key));
    return (isKnown ? choice : guessed[at]) ?? "ignore";
  });
}

function guessChoice(header: string, attributeKeys: readonly string[]): ColumnChoice {
  if (header === "") return "ignore";
  const key =
    attributeKeys.find((candidate) => plain(candidate) === header) ??
    attributeKeys.find((candidate) => candidate === newKeyOf(header));
  if (key !== undefined) return `attribute:${key}`;
  return known.find(([, pattern]) => pattern.test(header.toLowerCase()))?.[0] ?? "ignore";
}

/** The key of the attribute that a header can become, with `_` for what no key may hold; null when nothing is left. */
export function newKeyOf(header: string): string | null {
  const typed = plain(header);
  const spelled = typed.replace(/[^\p{L}\p{M}\p{N}]+/gu, "_").replace(/^_|_$/g, "");
  const key = isAttributeKey(typed) ? typed : spelled.slice(0, attributeKeyMaxLength);
  return isAttributeKey(key) && !isReservedAttributeKey(key) ? key : null;
}

/** The column a choice stands for; a new attribute takes the header as its key. */
export function columnOf(choice: ColumnChoice, header: string): ImportColumn {
  if (choice === "email" || choice === "name" || choice === "tags") return { target: choice };
  if (choice === "new") {
    return { target: "attribute", key: newKeyOf(header) ?? plain(header), isNew: true };
  }
  for (const field of ["source", "at", "wording"] as const)
    if (choice === `consent:${field}`) return { target: "consent", field };
  if (choice.startsWith("attribute:"))
    return { target: "attribute", key: choice.slice("attribute:".length) };
  return null;
}
