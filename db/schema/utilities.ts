import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { utilityKinds, utilityStates } from "../values";
import { at, createdAt, id, oneOf, tenantId, tenantPolicies } from "./tenancy";

/** A bulk change of the address book, or a full export, that a worker goes through in steps. */
export const utilityRuns = pgTable(
  "utility_runs",
  {
    tenantId: tenantId(),
    id: id(),
    kind: text("kind", { enum: utilityKinds }).notNull(),
    input: jsonb("input").notNull(),
    state: text("state", { enum: utilityStates }).notNull().default("queued"),
    /** Addresses that the dry run found at the start. */
    total: integer("total").notNull(),
    done: integer("done").notNull().default(0),
    changed: integer("changed").notNull().default(0),
    undone: integer("undone").notNull().default(0),
    /** The last address that was gone through: where a new worker goes on. */
    position: uuid("position"),
    requestedBy: text("requested_by").notNull(),
    bytes: bigint("bytes", { mode: "number" }),
    createdAt: createdAt(),
    finishedAt: at("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("utility_runs_created").on(t.tenantId, t.createdAt, t.id),
    uniqueIndex("utility_runs_open")
      .on(t.tenantId)
      .where(sql`state in ('queued', 'running', 'undoing')`),
    check("utility_runs_kind_check", oneOf(t.kind, utilityKinds)),
    check("utility_runs_state_check", oneOf(t.state, utilityStates)),
    ...tenantPolicies("utility_runs"),
  ],
);

/** What a run changed of an address: enough to take it back. */
export const utilityChanges = pgTable(
  "utility_changes",
  {
    tenantId: tenantId(),
    runId: uuid("run_id").notNull(),
    addressId: uuid("address_id").notNull(),
    /** The address's row as it was; null where only tags changed. */
    before: jsonb("before"),
    isDeleted: boolean("is_deleted").notNull().default(false),
    addedTagIds: uuid("added_tag_ids").array().notNull().default(sql`'{}'::uuid[]`),
    removedTagIds: uuid("removed_tag_ids").array().notNull().default(sql`'{}'::uuid[]`),
    /** The row's own time of change then: another one means that somebody changed it since. */
    changedAt: at("changed_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.runId, t.addressId] }),
    foreignKey({
      columns: [t.tenantId, t.runId],
      foreignColumns: [utilityRuns.tenantId, utilityRuns.id],
    }).onDelete("cascade"),
    ...tenantPolicies("utility_changes"),
  ],
);
