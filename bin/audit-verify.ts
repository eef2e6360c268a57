import { join } from "node:path";
import { parseArgs } from "node:util";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { checkChain, readAnchors } from "@/lib/audit-chain/queries";
import { anchorText } from "@/lib/audit-chain/rules";
import { isLivePostgres, readPostmaster } from "./local/postmaster";
import { root } from "./local/program";
import { derivedPassword, localSecret } from "./local/secrets";

const usage = `usage: DATABASE_BACKUP_URL=… npm run audit:verify -- [--tenant <account id or id> | --operator]
Checks the audit log of every tenant and of the operators, as the role ecai_backup.
Exit status 1 and the first broken entry of each chain when one does not hold.`;

/** Where the role that reads everything connects: as told, else to the local server while it runs. */
function backupUrl(): string {
  if (process.env.DATABASE_BACKUP_URL) return process.env.DATABASE_BACKUP_URL;
  const dataDir = join(root, process.env.ECAI_DATA_DIR ?? ".data");
  const server = readPostmaster(join(dataDir, "postgres", "data"));
  if (!server || !isLivePostgres(server.pid)) throw new Error(usage);
  const password = derivedPassword(localSecret(dataDir), "database backup");
  return `postgres://ecai_backup:${password}@127.0.0.1:${server.port}/ecai`;
}

async function chainsOf(sql: postgres.Sql, wanted: { tenant?: string; operator?: boolean }) {
  if (wanted.operator) return [{ id: "operator", name: "operator" }];
  const tenants = await sql<{ id: string; name: string }[]>`
    select id, account_id as name from tenants
    where ${wanted.tenant ?? null}::text is null or ${wanted.tenant ?? null} in (id::text, account_id)
    order by account_id`;
  if (wanted.tenant && tenants.length === 0) throw new Error(`no tenant ${wanted.tenant}`);
  return wanted.tenant ? tenants : [...tenants, { id: "operator", name: "operator" }];
}

/** Under row-level security a role sees nothing and everything would look whole. */
async function demandSight(sql: postgres.Sql): Promise<void> {
  const [role] = await sql`select rolname from pg_roles
    where rolname = current_user and (rolbypassrls or rolsuper)`;
  if (!role) throw new Error(`this role does not see every tenant\n${usage}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { tenant: { type: "string" }, operator: { type: "boolean" } },
  });
  const sql = postgres(backupUrl(), { max: 1, onnotice: () => {} });
  const reader = drizzle(sql);
  try {
    await demandSight(sql);
    for (const { id, name } of await chainsOf(sql, values)) {
      const { reached, broken } = await checkChain(reader, id);
      const anchors = await readAnchors(reader, id);
      if (broken) process.exitCode = 1;
      process.stdout.write(
        broken
          ? `BROKEN ${name} entry ${broken.seq}: ${broken.problem}\n`
          : `OK ${name} ${reached.seq === 0 ? "no entry" : anchorText(reached)} anchors ${anchors.length}\n`,
      );
    }
  } finally {
    await sql.end();
  }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
});
