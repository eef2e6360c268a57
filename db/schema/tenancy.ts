import { sql } from "drizzle-orm";
import { customType, type PgColumn, pgPolicy, pgRole, timestamp, uuid } from "drizzle-orm/pg-core";

export const appRole = pgRole("ecai_app").existing();
export const operatorRole = pgRole("ecai_operator").existing();

const ownTenant = (column: string) =>
  sql.raw(`${column} = (select nullif(current_setting('app.tenant_id', true), '')::uuid)`);

/** The four policies that keep a table's rows to the tenant of the running transaction. */
export function tenantPolicies(table: string, column = "tenant_id") {
  const own = ownTenant(column);
  return [
    pgPolicy(`${table}_select`, { for: "select", to: appRole, using: own }),
    pgPolicy(`${table}_insert`, { for: "insert", to: appRole, withCheck: own }),
    pgPolicy(`${table}_update`, { for: "update", to: appRole, using: own, withCheck: own }),
    pgPolicy(`${table}_delete`, { for: "delete", to: appRole, using: own }),
  ];
}

/** A CHECK body that allows exactly the listed values. */
export function oneOf(column: PgColumn, values: readonly string[]) {
  return sql`${column} in (${sql.raw(values.map((value) => `'${value}'`).join(", "))})`;
}

export const at = (name: string) => timestamp(name, { withTimezone: true, precision: 6 });
export const createdAt = () => at("created_at").notNull().defaultNow();
export const updatedAt = () => at("updated_at").notNull().defaultNow();
export const tenantId = () => uuid("tenant_id").notNull();
/** Random: lib/group-counts takes those that begin alike for a fair sample of all. */
export const id = () => uuid("id").notNull().defaultRandom();
/** E-mail addresses compare byte by byte: a leakproof operator that keeps its index under row-level security. */
export const email = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });
