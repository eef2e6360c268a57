import type { ImportCheck } from "@/db/schema/imports";
import { CopyText } from "@/lib/copy-text";
import type { CsvRecord } from "@/lib/csv/rules";
import { emailOf, type ImportedRow, type ImportPlan, interpretRow } from "@/lib/import-rows/rules";

/** Most rows of a file in one transaction, and most characters, so that long rows keep memory flat as well. */
export const partRows = 50_000;
const partCharacters = 16 * 1024 * 1024;

/** Refused rows that are kept for the reader; the others are only counted. */
export const keptErrorsMost = 100_000;

export type RefusedRow = { line: number; reason: string; cells: string[] };
export type Part = {
  /** Rows of the file in this part, refused ones as well. */
  count: number;
  /** Bytes of the file read when the part was complete. */
  size: number;
  /** The rows to apply, in the order of `stagedColumns`. */
  staged: CopyText;
  /** The cells of those rows by line, where they may still be refused and somebody asks for their text. */
  cells: Map<number, string[]>;
  refused: RefusedRow[];
};

/** Columns of a staged row with their types, as `addStaged` writes them. */
export const stagedColumns = `line integer, email text collate "C", is_nonstandard boolean, name text, attributes jsonb,
  tags text[], consent_source text, consent_at timestamptz, consent_wording text`;

function addStaged(staged: CopyText, row: ImportedRow, line: number): void {
  const { email, isNonstandard, name, attributes, tags, consent } = row;
  staged.add([
    line,
    email,
    isNonstandard,
    name,
    JSON.stringify(attributes),
    tags,
    consent?.source ?? null,
    consent?.at ?? null,
    consent?.wording ?? null,
  ]);
}

/** What a row may be refused for although nothing but its e-mail address and the address book was looked at. */
const refusedForEmail: readonly string[] = ["email_missing", "email_invalid", "not_registered"];

/**
 * Whether a check has shown that no e-mail address stands in its file twice: it met no such row, and every row that
 * has an address was read. Other refusals may be gone by now, as when an attribute takes another type.
 */
export const isProvenUnique = (check: ImportCheck | null): boolean =>
  check?.refused.every(({ reason }) => refusedForEmail.includes(reason)) ?? false;

type Batches = AsyncIterable<{ records: CsvRecord[]; size: number }>;

/** All rows of the file but the header. */
async function* bodyOf(batches: Batches) {
  let isHeader = true;
  for await (const { records, size } of batches) {
    yield { records: isHeader ? records.slice(1) : records, size };
    isHeader &&= records.length === 0;
  }
}

/** A bit for each hash is enough to meet every e-mail address that comes twice, whatever the length of the file. */
const seenBits = 2 ** 27;

/**
 * The last line of each e-mail address that stands in the file more than once. Constant memory but for the
 * repeated ones; an address met by a collision is listed with its only line, which changes nothing. Only rows that
 * may be repeated are looked at as a whole.
 */
export async function findRepeated(
  batches: Batches,
  plan: ImportPlan,
): Promise<Map<string, number>> {
  const seen = new Uint8Array(seenBits / 8);
  const lastLines = new Map<string, number>();
  for await (const { records } of bodyOf(batches)) {
    for (const record of records) {
      const email = emailOf(record, plan);
      if (email === null) continue;
      const bit = hash(email) % seenBits;
      const at = bit >>> 3;
      const mask = 1 << (bit & 7);
      const known = seen[at] ?? 0;
      if ((known & mask) === 0) seen[at] = known | mask;
      else if (interpretRow(record, plan).row) lastLines.set(email, record.line);
    }
  }
  return lastLines;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return value >>> 0;
}

type Cutting = {
  lastLines: ReadonlyMap<string, number>;
  skip: number;
  partRows: number;
  /** Whether rows may still be refused when they are applied, and their text be asked for. */
  isRefusable: boolean;
  /** Told of each row that will be applied. */
  onRow?: (row: ImportedRow) => void;
};

/**
 * The file's rows in parts to apply one after another, from row `skip` on. Of an e-mail address that stands in
 * the file more than once the last row wins; the earlier ones are refused.
 */
export async function* cutParts(
  batches: Batches,
  plan: ImportPlan,
  options: Cutting,
): AsyncGenerator<Part> {
  let part = emptyPart(0);
  let characters = 0;
  let passed = 0;
  for await (const { records, size } of bodyOf(batches)) {
    for (const record of records) {
      passed += 1;
      if (passed <= options.skip) continue;
      addRow(part, record, interpretRow(record, plan), options);
      part.size = size;
      for (const cell of record.cells) characters += cell.length;
      if (part.count < options.partRows && characters < partCharacters) continue;
      yield part;
      part = emptyPart(size);
      characters = 0;
    }
  }
  if (part.count > 0) yield part;
}

const emptyPart = (size: number): Part => ({
  count: 0,
  size,
  staged: new CopyText(),
  cells: new Map(),
  refused: [],
});

function addRow(
  part: Part,
  { line, cells }: CsvRecord,
  { row, reason }: ReturnType<typeof interpretRow>,
  { lastLines, isRefusable, onRow }: Cutting,
): void {
  part.count += 1;
  if (!row) part.refused.push({ line, reason, cells });
  else if (lastLines.size > 0 && (lastLines.get(row.email) ?? 0) > line)
    part.refused.push({ line, reason: "duplicate", cells });
  else {
    addStaged(part.staged, row, line);
    if (isRefusable) part.cells.set(line, cells);
    onRow?.(row);
  }
}

/** Why an import ended before its file did; the texts are in messages/<locale>/imports.json. */
export type ImportFailure = "unexpected" | "addressLimit";

/** Runs a source one item ahead of its reader, so that the next one is made while this one is worked on. */
export async function* readAhead<T>(source: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = source.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = source.next();
      // Its failure is told when it is asked for; until then it is no unhandled rejection.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await source.return(undefined).catch(() => {});
  }
}
