import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";

/** A moment as microseconds since 1970 in digits: a JavaScript date would lose three of PostgreSQL's places. */
export function timePosition(column: PgColumn): SQL<string> {
  return sql<string>`(extract(epoch from ${column}) * 1000000)::bigint::text`;
}

export const isTimePosition = (text: string): boolean => /^\d{1,16}$/.test(text);

/** The moment that `timePosition` wrote. */
export function timeAt(position: string): SQL {
  return sql`(timestamptz 'epoch' + ${position}::bigint * interval '1 microsecond')`;
}
