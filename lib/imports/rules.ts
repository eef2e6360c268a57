import type { AttributeValues } from "@/db/schema/addresses";
import type { ImportColumn } from "@/db/schema/imports";
import { normalizeEmail } from "@/lib/addresses/rules";
import { parseAttributeValue } from "@/lib/attributes/rules";
import { isCleanLine } from "@/lib/clean-text";
import { rawCell } from "@/lib/exports/rules";
import { normalizeTagName, tagNameMaxLength } from "@/lib/tags/rules";

const nameMaxLength = 100;
const headerMaxLength = 200;
export const previewCount = 10;
const mostColumns = 200;
const mostTags = 50;
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

/** What the reader picks for a column in the form: `email`, `name`, `tags`, `ignore`, `new` or `attribute:<key>`. */
type ColumnChoice = string;

const known: [ColumnChoice, RegExp][] = [
  ["email", /^((e-?mail|mail|メール|電子メール)[ _-]*(アドレス|address|addr)?|アドレス)$/],
  ["name", /^(name|full ?name|fullname|display ?name|(お)?名前|氏名|宛名|顧客名|会員名)$/],
  ["tags", /^(tags?|タグ|labels?|ラベル)$/],
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

function guessChoice(header: string, attributeKeys: readonly string[]): ColumnChoice {
  if (header === "") return "ignore";
  const key = attributeKeys.find((candidate) => plain(candidate) === header);
  if (key !== undefined) return `attribute:${key}`;
  return known.find(([, pattern]) => pattern.test(header.toLowerCase()))?.[0] ?? "ignore";
}

/** The column a choice stands for; a new attribute takes the header as its key. */
export function columnOf(choice: ColumnChoice, header: string): ImportColumn {
  if (choice === "email" || choice === "name" || choice === "tags") return { target: choice };
  if (choice === "new") return { target: "attribute", key: plain(header) };
  if (choice.startsWith("attribute:"))
    return { target: "attribute", key: choice.slice("attribute:".length) };
  return null;
}

type Definition = Parameters<typeof parseAttributeValue>[0];

export type ImportPlan = {
  columns: readonly ImportColumn[];
  /** Definitions by key; a key without one takes any text. */
  definitions: ReadonlyMap<string, Definition>;
};

export type ImportedRow = {
  email: string;
  isNonstandard: boolean;
  /** Empty leaves the name as it is. */
  name: string;
  tags: string[];
  attributes: AttributeValues;
};

/** A refused row's reason is a code, and after a colon the column it is about. */
export type RowOutcome =
  | { row: ImportedRow; reason?: undefined }
  | { row?: undefined; reason: string };

/** What a record of the file becomes. Empty cells leave what is stored; extra cells are refused. */
export function interpretRow(
  record: { cells: string[]; problem: string | null },
  plan: ImportPlan,
): RowOutcome {
  if (record.problem) return { reason: record.problem };
  if (record.cells.slice(plan.columns.length).some((cell) => cell.trim() !== ""))
    return { reason: "too_many_cells" };
  const row: ImportedRow = { email: "", isNonstandard: false, name: "", tags: [], attributes: {} };
  for (const [at, column] of plan.columns.entries()) {
    const text = rawCell((record.cells[at] ?? "").trim());
    if (!column) continue;
    const reason = text.includes("\uFFFD") ? "undecodable" : readCell(row, column, text, plan);
    if (reason) return { reason };
  }
  return { row };
}

function readCell(
  row: ImportedRow,
  column: NonNullable<ImportColumn>,
  text: string,
  plan: ImportPlan,
): string | null {
  if (column.target === "email") return readEmail(row, text);
  if (text === "") return null;
  if (column.target === "name") {
    row.name = text.replace(/\s*[\r\n]+\s*/g, " ");
    if (text.length > nameMaxLength) return "name_too_long";
    return isCleanLine(row.name) ? null : "invalid_characters";
  }
  if (column.target === "tags") {
    row.tags = splitTags(text);
    if (row.tags.length > mostTags) return "too_many_tags";
    if (row.tags.some((tag) => tag.length > tagNameMaxLength)) return "tag_too_long";
    return row.tags.every(isCleanLine) ? null : "invalid_characters";
  }
  return readAttribute(row, column.key, text, plan);
}

function readEmail(row: ImportedRow, text: string): string | null {
  if (text === "") return "email_missing";
  const email = normalizeEmail(text);
  if (!email) return "email_invalid";
  row.email = email.email;
  row.isNonstandard = email.isNonstandard;
  return null;
}

export const splitTags = (text: string): string[] => [
  ...new Set(
    text
      .split(/[;；、,，|｜\r\n]/)
      .map(normalizeTagName)
      .filter(Boolean),
  ),
];

const freeText: Definition = { type: "text", choices: [] };

function readAttribute(
  row: ImportedRow,
  key: string,
  text: string,
  plan: ImportPlan,
): string | null {
  const parsed = parseAttributeValue(plan.definitions.get(key) ?? freeText, text);
  if ("problem" in parsed) return `attribute_${parsed.problem}:${key}`;
  row.attributes[key] = parsed.value;
  return null;
}

export const reasonCodes = [
  "cell_too_long",
  "too_many_cells",
  "unclosed_quote",
  "undecodable",
  "invalid_characters",
  "email_missing",
  "email_invalid",
  "name_too_long",
  "too_many_tags",
  "tag_too_long",
  "duplicate",
  "not_registered",
  "out_of_scope",
  "attribute_tooLong",
  "attribute_invalidCharacters",
  "attribute_notNumber",
  "attribute_invalidDate",
  "attribute_invalidChoice",
] as const;

/** A stored reason as the key of its text and the column it names. */
export function readReason(reason: string): { code: (typeof reasonCodes)[number]; column: string } {
  const [text = "", ...rest] = reason.split(":");
  const code = reasonCodes.find((known) => known === text) ?? "invalid_characters";
  return { code, column: rest.join(":") };
}
