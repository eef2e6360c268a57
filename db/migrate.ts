import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import { runMigrations } from "graphile-worker";
import postgres from "postgres";

const migrationsFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");

/** The newest schema that this software knows, as a database states it in its list of migrations. */
export function newestSchema(): { newest: string; count: number } {
  const journal: unknown = JSON.parse(
    readFileSync(path.join(migrationsFolder, "meta", "_journal.json"), "utf8"),
  );
  const { entries } = journal as { entries: { when: number }[] };
  return { newest: String(Math.max(...entries.map(({ when }) => when))), count: entries.length };
}

/** Brings the database to the newest schema as its owner; two runs at once wait for each other. */
export async function migrate({ ownerUrl }: { ownerUrl: string }): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(hashtext('ecai:migrate'))`;
    await applyMigrations(drizzle(sql), { migrationsFolder });
    await runMigrations({ connectionString: ownerUrl });
    await grantQueue(sql);
    await grantBackup(sql);
  } finally {
    await sql.end();
  }
}

/** The job queue's tables and the list of migrations come after the first grants to who makes backups. */
async function grantBackup(sql: postgres.Sql) {
  await sql.unsafe(`
    grant usage on schema graphile_worker, drizzle to ecai_backup;
    grant select on all tables in schema graphile_worker, drizzle to ecai_backup;
    grant select on all sequences in schema graphile_worker, public to ecai_backup;`);
}

/** The job queue enables row-level security without policies; the application needs one for each table. */
async function grantQueue(sql: postgres.Sql) {
  await sql.unsafe(`
    grant usage on schema graphile_worker to ecai_app;
    grant select, insert, update, delete on all tables in schema graphile_worker to ecai_app;
    grant usage, select on all sequences in schema graphile_worker to ecai_app;
    grant execute on all functions in schema graphile_worker to ecai_app;
    do $$
    declare name text;
    begin
      for name in
        select c.relname from pg_class c
        where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind = 'r' and c.relrowsecurity
          and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'ecai_app')
      loop
        execute format('create policy ecai_app on graphile_worker.%I to ecai_app using (true) with check (true)', name);
      end loop;
    end $$;`);
}
