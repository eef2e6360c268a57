import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";

/** What the database calls a connection in its own log and views: the surface, and whose request it serves. */
export const applicationName = (requestId?: string): string =>
  requestId ? `ecai-${env().ECAI_SURFACE}:${requestId}` : `ecai-${env().ECAI_SURFACE}`;

function connect() {
  const sql = postgres(env().DATABASE_URL, {
    max: 20,
    onnotice: () => {},
    connection: { application_name: applicationName() },
  });
  return { sql, db: drizzle(sql) };
}

type Connection = ReturnType<typeof connect>;
export type Database = Connection["db"];
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

const holder = globalThis as typeof globalThis & { ecaiConnection?: Connection };

function connection(): Connection {
  holder.ecaiConnection ??= connect();
  return holder.ecaiConnection;
}

/** The pool as drizzle sees it: for control tables only; tenant tables are reached through `transaction`. */
export const controlDb = (): Database => connection().db;

/** The pool as postgres.js sees it. */
export const pool = (): postgres.Sql => connection().sql;

/** Gives the connections up at once, whatever runs on them; the next use opens new ones. */
export function discardDatabase(): void {
  const open = holder.ecaiConnection;
  holder.ecaiConnection = undefined;
  open?.sql.end({ timeout: 0 }).catch(() => {});
}

export async function closeDatabase(): Promise<void> {
  const open = holder.ecaiConnection;
  holder.ecaiConnection = undefined;
  await open?.sql.end({ timeout: 5 });
}
