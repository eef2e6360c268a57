import { join } from "node:path";
import { migrate } from "@/db/migrate";
import { databaseName, ensureRoles } from "@/db/roles";
import { startPostgres } from "./postgres";
import { derivedPassword, localSecret } from "./secrets";

/** One connection address for each role, and how to end what was started for it. */
export type Database = {
  appUrl: string;
  operatorUrl: string;
  ownerUrl: string;
  backupUrl?: string;
  restoreUrl?: string;
  superuserUrl?: string;
  /** The server was running already: somebody else's to stop. */
  isShared?: boolean;
  stop(): Promise<void>;
};

type Options = { dataDir: string; durable?: boolean; log?: (line: string) => void };

/** The database named by the environment, else the embedded one; migrated either way. */
export async function openDatabase(options: Options): Promise<Database> {
  const database = givenDatabase() ?? (await startLocalDatabase(options));
  try {
    await migrate({ ownerUrl: database.ownerUrl });
  } catch (error) {
    await database.stop();
    throw error;
  }
  return database;
}

/** The database that the environment names, or undefined. */
export function givenDatabase(): Database | undefined {
  const { DATABASE_URL, DATABASE_OPERATOR_URL, DATABASE_OWNER_URL } = process.env;
  const { DATABASE_BACKUP_URL, DATABASE_RESTORE_URL } = process.env;
  if (!DATABASE_URL) return undefined;
  if (!DATABASE_OPERATOR_URL || !DATABASE_OWNER_URL) {
    const missing = DATABASE_OPERATOR_URL ? "DATABASE_OWNER_URL" : "DATABASE_OPERATOR_URL";
    throw new Error(`${missing}: needed when DATABASE_URL is set`);
  }
  return {
    appUrl: DATABASE_URL,
    operatorUrl: DATABASE_OPERATOR_URL,
    ownerUrl: DATABASE_OWNER_URL,
    ...(DATABASE_BACKUP_URL ? { backupUrl: DATABASE_BACKUP_URL } : {}),
    ...(DATABASE_RESTORE_URL ? { restoreUrl: DATABASE_RESTORE_URL } : {}),
    stop: async () => {},
  };
}

/** An embedded server with the service's roles and an empty or earlier database. */
export async function startLocalDatabase({ dataDir, durable, log }: Options): Promise<Database> {
  const server = await startPostgres({ dataDir: join(dataDir, "postgres"), durable, log });
  const secret = localSecret(dataDir);
  const passwords = {
    ownerPassword: derivedPassword(secret, "database owner"),
    appPassword: derivedPassword(secret, "database app"),
    operatorPassword: derivedPassword(secret, "database operator"),
    backupPassword: derivedPassword(secret, "database backup"),
    restorePassword: derivedPassword(secret, "database restore"),
  };
  const url = (role: string, password: string, name = databaseName) =>
    `postgres://${role}:${password}@127.0.0.1:${server.port}/${name}`;
  await ensureRoles(server.superuserUrl, passwords);
  return {
    appUrl: url("ecai_app", passwords.appPassword),
    operatorUrl: url("ecai_operator", passwords.operatorPassword),
    ownerUrl: url("ecai_owner", passwords.ownerPassword),
    backupUrl: url("ecai_backup", passwords.backupPassword),
    restoreUrl: url("ecai_restore", passwords.restorePassword, "postgres"),
    superuserUrl: server.superuserUrl,
    isShared: server.reused,
    stop: server.stop,
  };
}
