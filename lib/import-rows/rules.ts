import type { AttributeValues } from "@/db/schema/addresses";
import type { ImportColumn, ImportConsent } from "@/db/schema/imports";
import { normalizeEmail } from "@/lib/addresses/rules";
import { parseAttributeValue } from "@/lib/attributes/rules";
import { isCleanLine } from "@/lib/clean-text";
import { type Consent, readConsent, type TypedConsent } from "@/lib/consents/rules";
import { rawCell } from "@/lib/exports/rules";
import { normalizeTagName, tagNameMaxLength } from "@/lib/tags/rules";

const nameMaxLength = 100;
const mostTags = 50;

type Definition = Parameters<typeof parseAttributeValue>[0];

export type ImportPlan = {
  columns: readonly ImportColumn[];
  emptyCells: "keep" | "clear";
  /** What stands in for a cell of consent that the file does not have or leaves empty. */
  consent: ImportConsent | null;
  /** Definitions by key; a key without one takes any text. */
  definitions: ReadonlyMap<string, Definition>;
};

export type ImportedRow = {
  email: string;
  isNonstandard: boolean;
  /** Null leaves the name as it is. */
  name: string | null;
  /** Null leaves the tags as they are. */
  tags: string[] | null;
  /** A key with null loses its value. */
  attributes: AttributeValues;
  consent: Consent | null;
};

/** A refused row's reason is a code, and after a colon the column it is about. */
export type RowOutcome =
  | { row: ImportedRow; reason?: undefined }
  | { row?: undefined; reason: string };

/** What a record of the file becomes. Extra cells are refused; what empty cells do is the plan's. */
export function interpretRow(
  record: { cells: string[]; problem: string | null },
  plan: ImportPlan,
): RowOutcome {
  if (record.problem) return { reason: record.problem };
  if (record.cells.slice(plan.columns.length).some((cell) => cell.trim() !== ""))
    return { reason: "too_many_cells" };
  const row: ImportedRow = {
    email: "",
    isNonstandard: false,
    name: null,
    tags: null,
    attributes: {},
    consent: null,
  };
  const typedConsent: TypedConsent = {};
  for (const [at, column] of plan.columns.entries()) {
    const text = rawCell((record.cells[at] ?? "").trim());
    if (!column) continue;
    if (column.target === "consent") typedConsent[column.field] = text;
    const reason = text.includes("\uFFFD") ? "undecodable" : readCell(row, column, text, plan);
    if (reason) return { reason };
  }
  const consent = readConsent(typedConsent, plan.consent);
  if ("problem" in consent) return { reason: consent.problem };
  row.consent = consent.value;
  return { row };
}

/** The e-mail address of a record alone, or null when it has none. */
export function emailOf(record: { cells: string[] }, plan: ImportPlan): string | null {
  const at = plan.columns.findIndex((column) => column?.target === "email");
  return normalizeEmail(rawCell((record.cells[at] ?? "").trim()))?.email ?? null;
}

function readCell(
  row: ImportedRow,
  column: NonNullable<ImportColumn>,
  text: string,
  plan: ImportPlan,
): string | null {
  if (column.target === "email") return readEmail(row, text);
  if (column.target === "consent") return null;
  if (text === "") {
    if (plan.emptyCells === "clear") clearCell(row, column);
    return null;
  }
  if (column.target === "name") return readName(row, text);
  if (column.target === "tags") return readTags(row, text);
  return readAttribute(row, column.key, text, plan);
}

function clearCell(row: ImportedRow, column: NonNullable<ImportColumn>): void {
  if (column.target === "name") row.name = "";
  else if (column.target === "tags") row.tags = [];
  else if (column.target === "attribute") row.attributes[column.key] = null;
}

function readName(row: ImportedRow, text: string): string | null {
  row.name = text.replace(/\s*[\r\n]+\s*/g, " ");
  if (text.length > nameMaxLength) return "name_too_long";
  return isCleanLine(row.name) ? null : "invalid_characters";
}

function readTags(row: ImportedRow, text: string): string | null {
  row.tags = splitTags(text);
  if (row.tags.length > mostTags) return "too_many_tags";
  if (row.tags.some((tag) => tag.length > tagNameMaxLength)) return "tag_too_long";
  return row.tags.every(isCleanLine) ? null : "invalid_characters";
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
  "consent_incomplete",
  "consent_invalidTime",
  "consent_future",
  "consent_tooLong",
] as const;

/** A stored reason as the key of its text and the column it names. */
export function readReason(reason: string): { code: (typeof reasonCodes)[number]; column: string } {
  const [text = "", ...rest] = reason.split(":");
  const code = reasonCodes.find((known) => known === text) ?? "invalid_characters";
  return { code, column: rest.join(":") };
}
