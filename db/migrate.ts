import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import { runMigrations } from "graphile-worker";
import postgres from "postgres";
import { type JournalEntry, recordUpgrade } from "./upgrade-log";

const migrationsFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "migrations");

function readJournal(folder: string): JournalEntry[] {
  const file = path.join(folder, "meta", "_journal.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { entries: JournalEntry[] }).entries;
}

/** The newest schema that this software knows, as a database states it in its list of migrations. */
export function newestSchema(): { newest: string; count: number } {
  const entries = readJournal(migrationsFolder);
  return { newest: String(Math.max(...entries.map(({ when }) => when))), count: entries.length };
}

type MigrateOptions = {
  ownerUrl: string;
  /** A database that is filled from a backup has the work log of the one that was backed up. */
  isRecorded?: boolean;
  folder?: string;
};

/**
 * Brings the database to the newest schema as its owner and writes what was done into its work log, also when it fails;
 * two runs at once wait for each other.
 */
export async function migrate(options: MigrateOptions): Promise<void> {
  const { ownerUrl, isRecorded = true, folder = migrationsFolder } = options;
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const apply = async () => {
    await applyMigrations(drizzle(sql), { migrationsFolder: folder });
    await runMigrations({ connectionString: ownerUrl });
    await grantQueue(sql);
    await grantBackup(sql);
  };
  try {
    await sql`select pg_advisory_lock(hashtext('ecai:migrate'))`;
    await (isRecorded ? recordUpgrade(sql, readJournal(folder), apply) : apply());
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
