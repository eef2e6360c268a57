import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { decodeCursor } from "@/lib/cursor";
import { isUuid } from "@/lib/uuid";

/** A moment as microseconds since 1970 in digits: a JavaScript date would lose three of PostgreSQL's places. */
export function timePosition(column: PgColumn): SQL<string> {
  return sql<string>`(extract(epoch from ${column}) * 1000000)::bigint::text`;
}

export const isTimePosition = (text: string): boolean => /^\d{1,16}$/.test(text);

/** The moment that `timePosition` wrote. */
export function timeAt(position: string): SQL {
  return sql`(timestamptz 'epoch' + ${position}::bigint * interval '1 microsecond')`;
}

/**
 * The rows of a list in the order of a time and an id that come after the place a cursor of `timePosition` and the
 * id names, the newest first unless `operator` is `>`. Undefined when the cursor is none of ours: the list then
 * starts at its beginning.
 */
export function beyond(
  time: PgColumn,
  id: PgColumn,
  cursor: string | undefined,
  operator: "<" | ">" = "<",
): SQL | undefined {
  const [at, key] = decodeCursor(cursor, 2) ?? [];
  if (!at || !key || !isTimePosition(at) || !isUuid(key)) return undefined;
  return sql`(${time}, ${id}) ${operator === "<" ? sql`<` : sql`>`} (${timeAt(at)}, ${key}::uuid)`;
}
