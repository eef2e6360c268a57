import type { CsvRecord } from "@/lib/csv/rules";
import { type ImportedRow, type ImportPlan, interpretRow } from "@/lib/import-rows/rules";

/** Most rows of a file in one transaction, and most characters, so that long rows keep memory flat as well. */
export const partRows = 50_000;
const partCharacters = 16 * 1024 * 1024;

export type StagedRow = ImportedRow & { line: number; cells: string[] };
export type RefusedRow = { line: number; reason: string; cells: string[] };
export type Part = {
  /** Rows of the file in this part, refused ones as well. */
  count: number;
  /** Bytes of the file read when the part was complete. */
  size: number;
  rows: StagedRow[];
  refused: RefusedRow[];
};

type Batches = AsyncIterable<{ records: CsvRecord[]; size: number }>;

/** All rows of the file but the header, with what each becomes. */
async function* interpretRows(batches: Batches, plan: ImportPlan) {
  let isHeader = true;
  for await (const { records, size } of batches) {
    for (const record of records) {
      if (isHeader) isHeader = false;
      else yield { record, size, outcome: interpretRow(record, plan) };
    }
  }
}

/** A bit for each hash is enough to meet every e-mail address that comes twice, whatever the length of the file. */
const seenBits = 2 ** 27;

/**
 * The last line of each e-mail address that stands in the file more than once. Constant memory but for the
 * repeated ones; an address met by a collision is listed with its only line, which changes nothing.
 */
export async function findRepeated(
  batches: Batches,
  plan: ImportPlan,
): Promise<Map<string, number>> {
  const seen = new Uint8Array(seenBits / 8);
  const lastLines = new Map<string, number>();
  for await (const { record, outcome } of interpretRows(batches, plan)) {
    if (!outcome.row) continue;
    const bit = hash(outcome.row.email) % seenBits;
    const at = bit >>> 3;
    const mask = 1 << (bit & 7);
    if (((seen[at] ?? 0) & mask) !== 0) lastLines.set(outcome.row.email, record.line);
    seen[at] = (seen[at] ?? 0) | mask;
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

/**
 * The file's rows in parts to apply one after another, from row `skip` on. Of an e-mail address that stands in
 * the file more than once the last row wins; the earlier ones are refused.
 */
export async function* cutParts(
  batches: Batches,
  plan: ImportPlan,
  options: { lastLines: ReadonlyMap<string, number>; skip: number; partRows: number },
): AsyncGenerator<Part> {
  let part: Part = { count: 0, size: 0, rows: [], refused: [] };
  let characters = 0;
  let passed = 0;
  for await (const { record, size, outcome } of interpretRows(batches, plan)) {
    passed += 1;
    if (passed <= options.skip) continue;
    addRow(part, record, outcome, options.lastLines);
    part.size = size;
    characters += record.cells.reduce((sum, cell) => sum + cell.length, 0);
    if (part.count < options.partRows && characters < partCharacters) continue;
    yield part;
    part = { count: 0, size, rows: [], refused: [] };
    characters = 0;
  }
  if (part.count > 0) yield part;
}

function addRow(
  part: Part,
  { line, cells }: CsvRecord,
  outcome: ReturnType<typeof interpretRow>,
  lastLines: ReadonlyMap<string, number>,
): void {
  part.count += 1;
  if (!outcome.row) part.refused.push({ line, reason: outcome.reason, cells });
  else if ((lastLines.get(outcome.row.email) ?? 0) > line)
    part.refused.push({ line, reason: "duplicate", cells });
  else part.rows.push({ ...outcome.row, line, cells });
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
