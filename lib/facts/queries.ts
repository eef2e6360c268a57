import { controlDb } from "@/db/client";
import { serviceFacts } from "@/db/schema/service-facts";
import { type FactKey, type Facts, factSchemas } from "./schema";

const isFactKey = (key: string): key is FactKey => key in factSchemas;

/** Everything the service knows of itself now; a value of another version's shape is left out. */
export async function readFacts(): Promise<Facts> {
  const rows = await controlDb().select().from(serviceFacts);
  const known = rows.flatMap(({ key, value, at }) => {
    if (!isFactKey(key)) return [];
    const parsed = factSchemas[key].safeParse(value);
    return parsed.success ? [[key, { value: parsed.data, at }] as const] : [];
  });
  return Object.fromEntries(known);
}
