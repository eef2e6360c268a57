import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { controlDb } from "@/db/client";
import type { OperatorContext } from "@/lib/auth/context";

type Holder = typeof globalThis & { ecaiConnection?: unknown };

/** Runs work as the operator surface does: under its own database role, as a member of the staff. */
export async function asOperator<T>(work: (ctx: OperatorContext) => Promise<T>): Promise<T> {
  const holder = globalThis as Holder;
  controlDb();
  const own = holder.ecaiConnection;
  const sql = postgres(process.env.DATABASE_OPERATOR_URL ?? "", { max: 3, onnotice: () => {} });
  holder.ecaiConnection = { sql, db: drizzle(sql) };
  try {
    const [row] = await sql<{ id: string }[]>`
      insert into operators (email, name, password_hash) values ('staff@ecai.example', '運営 担当', 'x')
      on conflict (email) do update set name = excluded.name returning id`;
    const operator = { id: row?.id ?? "", name: "運営 担当", email: "staff@ecai.example" };
    const request = { ip: null, userAgent: null, requestId: null };
    return await work({ operator, sessionId: crypto.randomUUID(), request });
  } finally {
    holder.ecaiConnection = own;
    await sql.end();
  }
}
