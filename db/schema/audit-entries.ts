import { bigint, index, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { at, id, tenantId, tenantPolicies } from "./tenancy";

/** Append-only: the application role holds no right to update or delete. */
export const auditEntries = pgTable(
  "audit_entries",
  {
    tenantId: tenantId(),
    id: id(),
    at: at("at").notNull().defaultNow(),
    actorType: text("actor_type").notNull(),
    actorId: uuid("actor_id"),
    actorName: text("actor_name").notNull(),
    action: text("action").notNull(),
    targetType: text("target_type"),
    targetId: text("target_id"),
    details: jsonb("details").$type<Record<string, unknown>>().notNull().default({}),
    ip: text("ip"),
    requestId: text("request_id"),
    userAgent: text("user_agent"),
    /** Place in the tenant's chain, from 1 on without gaps; written by the database when the transaction commits. */
    seq: bigint("seq", { mode: "number" }),
    prevHash: text("prev_hash"),
    hash: text("hash"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("audit_entries_seq").on(t.tenantId, t.seq),
    index("audit_entries_at").on(t.tenantId, t.at, t.id),
    index("audit_entries_actor").on(t.tenantId, t.actorId, t.at),
    index("audit_entries_action").on(t.tenantId, t.action, t.at),
    index("audit_entries_target").on(t.tenantId, t.targetId, t.at),
    ...tenantPolicies("audit_entries"),
  ],
);
