import postgres from "postgres";

export type RolePasswords = {
  ownerPassword: string;
  appPassword: string;
  operatorPassword: string;
  backupPassword: string;
  restorePassword: string;
};

export const databaseName = "ecai";

/** Creates the service's roles and database where they are missing and sets the roles' passwords; needs a superuser. */
export async function ensureRoles(superuserUrl: string, passwords: RolePasswords): Promise<void> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  try {
    await ensureRole(sql, "ecai_owner", "NOBYPASSRLS", passwords.ownerPassword);
    await ensureRole(sql, "ecai_app", "NOBYPASSRLS", passwords.appPassword);
    await ensureRole(sql, "ecai_operator", "NOBYPASSRLS", passwords.operatorPassword);
    await ensureRole(sql, "ecai_backup", "BYPASSRLS", passwords.backupPassword);
    await ensureRole(sql, "ecai_restore", "CREATEDB NOBYPASSRLS", passwords.restorePassword);
    await ensureRole(sql, "ecai_definer", "NOLOGIN", null);
    await ensureRole(sql, "ecai_keeper", "NOLOGIN BYPASSRLS", null);
    await sql`grant ecai_definer, ecai_keeper to ecai_owner, ecai_restore`;
    const [existing] = await sql`select 1 from pg_database where datname = ${databaseName}`;
    if (!existing) {
      await sql.unsafe(
        `create database ${databaseName} owner ecai_owner encoding 'UTF8' template template0`,
      );
    }
    // Who restores may make scratch databases and has no way into the one that serves.
    await sql.unsafe(`revoke connect on database ${databaseName} from public`);
    await sql.unsafe(
      `grant connect on database ${databaseName} to ecai_owner, ecai_app, ecai_operator, ecai_backup`,
    );
  } finally {
    await sql.end();
  }
}

async function ensureRole(
  sql: postgres.Sql,
  name: string,
  options: string,
  password: string | null,
) {
  const [existing] = await sql`select 1 from pg_roles where rolname = ${name}`;
  if (!existing)
    await sql.unsafe(`create role ${name} ${password === null ? "" : "login"} ${options}`);
  if (password === null) return;
  const [row] = await sql<{ statement: string }[]>`
    select format('alter role %I password %L', ${name}::text, ${password}::text) as statement`;
  if (row) await sql.unsafe(row.statement);
}
