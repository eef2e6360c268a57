import { migrate } from "@/db/migrate";
import { ensureRoles } from "@/db/roles";

const names = ["OWNER", "APP", "OPERATOR", "BACKUP", "RESTORE"] as const;

/** Roles, database and newest schema on a PostgreSQL server of one's own; doing it again changes nothing. */
async function main(): Promise<void> {
  const superuserUrl = needed("DATABASE_SUPERUSER_URL");
  const ownerUrl = needed("DATABASE_OWNER_URL");
  const [ownerPassword, appPassword, operatorPassword, backupPassword, restorePassword] = names.map(
    (name) => needed(`DATABASE_${name}_PASSWORD`),
  ) as [string, string, string, string, string];
  const passwords = {
    ownerPassword,
    appPassword,
    operatorPassword,
    backupPassword,
    restorePassword,
  };
  await ensureRoles(superuserUrl, passwords);
  await migrate({ ownerUrl });
  process.stdout.write("The database is ready.\n");
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name}: needed`);
  return value;
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
