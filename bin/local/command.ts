import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { backupSettings } from "./backup-key";
import { type Database, givenDatabase, startLocalDatabase } from "./database";
import { root } from "./program";
import { localSecret } from "./secrets";

/**
 * Runs a command of the backups with the same settings as the service: those of the environment and .env, else the
 * embedded database and key below the data folder. Prints what it answers; a failure ends with exit code 1.
 */
export async function runCommand(work: (database: Database) => Promise<unknown>): Promise<void> {
  try {
    const file = join(root, ".env");
    if (existsSync(file) && !process.env.ECAI_IGNORE_DOTENV) process.loadEnvFile(file);
    const dataDir = resolve(root, process.env.ECAI_DATA_DIR || ".data");
    const database = givenDatabase() ?? (await startLocalDatabase({ dataDir }));
    try {
      await setEnvironment(database, dataDir);
      const answer = await work(database);
      process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    } finally {
      const { closeDatabase } = await import("@/db/client");
      await closeDatabase();
      if (!database.isShared) await database.stop();
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** A command holds no key of the payment or mail provider, as the operator's surface does not. */
async function setEnvironment(database: Database, dataDir: string): Promise<void> {
  Object.assign(process.env, await backupSettings(dataDir), {
    ECAI_SURFACE: "operator",
    ECAI_DATA_DIR: dataDir,
    ECAI_SECRET: process.env.ECAI_SECRET || localSecret(dataDir),
    LOG_LEVEL: process.env.LOG_LEVEL ?? "error",
    DATABASE_URL: database.appUrl,
    ...(database.backupUrl ? { DATABASE_BACKUP_URL: database.backupUrl } : {}),
    ...(database.restoreUrl ? { DATABASE_RESTORE_URL: database.restoreUrl } : {}),
  });
}
