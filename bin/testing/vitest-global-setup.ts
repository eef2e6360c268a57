import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { databaseName } from "@/db/roles";
import { backupSettings } from "../local/backup-key";
import { openDatabase } from "../local/database";
import { temporaryDataDir } from "./temporary-data-dir";
import { testWorkers } from "./test-workers";

declare module "vitest" {
  export interface ProvidedContext {
    databaseUrls: {
      app: string;
      operator: string;
      owner: string;
      backup: string;
      restore: string;
      superuser: string;
    };
    backups: Record<string, string>;
    dataDir: string;
  }
}

/** One real server for the whole run: the migrated database is copied for each worker. */
export default async function setup(project: TestProject) {
  const { path, remove } = temporaryDataDir();
  // A database named in the surrounding environment is not ours to test on.
  delete process.env.DATABASE_URL;
  const database = await openDatabase({ dataDir: path, durable: false });
  const { superuserUrl = "", backupUrl = "", restoreUrl = "" } = database;
  await copyForWorkers(superuserUrl);
  project.provide("databaseUrls", {
    app: database.appUrl,
    operator: database.operatorUrl,
    owner: database.ownerUrl,
    backup: backupUrl,
    restore: restoreUrl,
    superuser: superuserUrl,
  });
  project.provide("backups", await backupSettings(path));
  project.provide("dataDir", path);
  return async () => {
    await database.stop();
    remove();
  };
}

async function copyForWorkers(superuserUrl: string): Promise<void> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  await sql.unsafe(`alter database ${databaseName} rename to ecai_template`);
  for (let worker = 1; worker <= testWorkers; worker += 1) {
    await sql.unsafe(`create database ecai_test_${worker} template ecai_template owner ecai_owner`);
  }
  await sql.end();
}
