import { csvLine } from "@/lib/exports/rules";
import { toJstIso } from "@/lib/format";

/** A file of the pack; its content is read once, before the next file is asked for. */
export type EvidenceFile = { path: string; content: AsyncIterable<string> | Iterable<string> };

const pageSize = 1_000;

/** Pages of rows, each read after the last row of the one before. */
export async function* pagesOf<Row>(
  read: (last: Row | null, size: number) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let last: Row | null = null; ; ) {
    const rows: Row[] = await read(last, pageSize);
    if (rows.length > 0) yield rows;
    if (rows.length < pageSize) return;
    last = rows.at(-1) ?? null;
  }
}

/** Rows as CSV that Excel reads and no spreadsheet runs: the names of the columns, then a line for each row. */
export async function* csvOf<Row extends object>(
  columns: readonly (keyof Row & string)[],
  pages: AsyncIterable<Row[]> | Iterable<Row[]>,
): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(columns)}`;
  for await (const rows of pages)
    yield rows.map((row) => csvLine(columns.map((name) => cellText(row[name])))).join("");
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return toJstIso(value);
  if (Array.isArray(value)) return value.map(cellText).join(";");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Rows as one JSON array, a page at a time. */
export async function* jsonListOf<Row>(
  pages: AsyncIterable<Row[]> | Iterable<Row[]>,
): AsyncGenerator<string> {
  let before = "[\n";
  for await (const rows of pages)
    for (const row of rows) {
      yield before + jsonText(row);
      before = ",\n";
    }
  yield before.startsWith("[") ? "[]\n" : "\n]\n";
}

/** A value as JSON with its times in Japan. */
export const jsonText = (value: unknown): string =>
  JSON.stringify(withJapaneseTimes(value), null, 2);

function withJapaneseTimes(value: unknown): unknown {
  if (value instanceof Date) return toJstIso(value);
  if (Array.isArray(value)) return value.map(withJapaneseTimes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withJapaneseTimes(item)]),
  );
}
