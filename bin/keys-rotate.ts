import { existsSync } from "node:fs";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { closeDatabase } from "@/db/client";
import { operatorSealedTables } from "@/db/sealed-columns";
import { type Resealed, reseal } from "@/lib/resealing/mutations";

const usage = `usage: DATABASE_URL=… DATABASE_OPERATOR_URL=… npm run keys:rotate
Puts the first key of ECAI_DATA_KEYS in the place of the older ones; see docs/operations.md.`;

/** Seals every stored secret anew under the current key, tenant after tenant, while the service runs. */
async function main() {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const { DATABASE_URL, DATABASE_OPERATOR_URL, ECAI_DATA_KEYS } = process.env;
  if (!DATABASE_URL || !DATABASE_OPERATOR_URL || !ECAI_DATA_KEYS) throw new Error(usage);
  const operator = postgres(DATABASE_OPERATOR_URL, { max: 1, onnotice: () => {} });
  try {
    const tenants = await operator<{ id: string }[]>`select id from tenants order by id`;
    const failed: string[] = [];
    let done = 0;
    const add = (outcome: Resealed) => {
      done += outcome.done;
      failed.push(...outcome.failed);
    };
    for (const tenantId of [null, ...tenants.map(({ id }) => id)]) add(await reseal(tenantId));
    add(await reseal(null, operatorSealedTables, drizzle(operator)));
    process.stdout.write(`${done} sealed anew in ${tenants.length} environments\n`);
    if (failed.length > 0) throw new Error(`No configured key opens:\n  ${failed.join("\n  ")}`);
  } finally {
    await Promise.all([operator.end(), closeDatabase()]);
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
