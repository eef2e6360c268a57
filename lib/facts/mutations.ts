import { sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { type FactKey, type FactValue, factSchemas } from "./schema";

/** Keeps the newest value of a fact about the service; throws a ZodError when the value has another shape. */
export async function recordFact<K extends FactKey>(
  key: K,
  value: FactValue<K>,
  db: Pick<Transaction, "execute"> = controlDb(),
): Promise<void> {
  const checked = JSON.stringify(factSchemas[key].parse(value));
  await db.execute(sql`
    insert into service_facts (key, value, at) values (${key}, ${checked}::jsonb, now())
    on conflict (key) do update set value = excluded.value, at = excluded.at`);
}
