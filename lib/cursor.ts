import { isCleanText } from "./clean-text";

/** A place in a list as text for the URL. */
export function encodeCursor(values: string[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(values));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The values of a cursor, or null when the text is none of ours: the list then starts at its beginning. */
export function decodeCursor(text: string | undefined, length: number): string[] | null {
  if (!text || text.length > 2000) return null;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    const values: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return isTexts(values) && values.length === length ? values : null;
  } catch {
    return null;
  }
}

function isTexts(values: unknown): values is string[] {
  return (
    Array.isArray(values) &&
    values.every((value) => typeof value === "string" && isCleanText(value))
  );
}

export type CursorPage<Row> = { rows: Row[]; previous: string | null; next: string | null };

/**
 * Cuts a page out of up to `size + 1` rows read from a cursor on; rows read backwards (`before`) come in
 * reverse. The neighbours' cursors are null where the list ends.
 */
export function cursorPage<Row>(
  found: Row[],
  size: number,
  from: "start" | "after" | "before",
  cursorOf: (row: Row) => string,
): CursorPage<Row> {
  const hasMore = found.length > size;
  const kept = found.slice(0, size);
  const rows = from === "before" ? kept.reverse() : kept;
  const first = rows.at(0);
  const last = rows.at(-1);
  const hasPrevious = from === "before" ? hasMore : from === "after";
  const hasNext = from === "before" || hasMore;
  return {
    rows,
    previous: first && hasPrevious ? cursorOf(first) : null,
    next: last && hasNext ? cursorOf(last) : null,
  };
}
