import { sql } from "drizzle-orm";
import { pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { createdAt, id, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { tenants } from "./tenants";

/** Roles named by the customer, beside the built-in ones. */
export const roles = pgTable(
  "roles",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    permissions: text("permissions").array().notNull().default(sql`'{}'::text[]`),
    /** Who holds the role sees only addresses with one of these tags; null for all. */
    tagIds: uuid("tag_ids").array(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("roles_name").on(t.tenantId, t.name),
    ...tenantPolicies("roles"),
  ],
);
