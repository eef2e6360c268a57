import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  date,
  foreignKey,
  pgTable,
  primaryKey,
  smallint,
  text,
} from "drizzle-orm/pg-core";
import { auditCheckStates } from "../values";
import { at, oneOf, tenantId, tenantPolicies } from "./tenancy";
import { tenants } from "./tenants";

/** Where an empty chain begins. */
export const genesisHash = "0".repeat(64);

const number = (name: string) => bigint(name, { mode: "number" });
const chainEnds = () => ({
  seq: number("seq").notNull().default(0),
  hash: text("hash").notNull().default(genesisHash),
  /** The last entry that was pruned: what is left begins after it. */
  startSeq: number("start_seq").notNull().default(0),
  startHash: text("start_hash").notNull().default(genesisHash),
});
const ofTenant = <T extends { tenantId: Parameters<typeof foreignKey>[0]["columns"][0] }>(t: T) =>
  foreignKey({ columns: [t.tenantId], foreignColumns: [tenants.id] });

/** The newest link of each tenant's chain; only the database's own functions write it. */
export const auditHeads = pgTable("audit_heads", { tenantId: tenantId(), ...chainEnds() }, (t) => [
  primaryKey({ columns: [t.tenantId] }),
  ofTenant(t),
  ...tenantPolicies("audit_heads"),
]);

/** The newest link as it was on a day, which the master accounts were mailed. */
export const auditAnchors = pgTable(
  "audit_anchors",
  {
    tenantId: tenantId(),
    day: date("day").notNull(),
    seq: number("seq").notNull(),
    hash: text("hash").notNull(),
    at: at("at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.day] }),
    ofTenant(t),
    ...tenantPolicies("audit_anchors"),
  ],
);

/** The latest check of the whole chain. */
export const auditChecks = pgTable(
  "audit_checks",
  {
    tenantId: tenantId(),
    state: text("state", { enum: auditCheckStates }).notNull().default("running"),
    seq: number("seq").notNull().default(0),
    brokenSeq: number("broken_seq"),
    problem: text("problem"),
    startedAt: at("started_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId] }),
    ofTenant(t),
    check("audit_checks_state_check", oneOf(t.state, auditCheckStates)),
    ...tenantPolicies("audit_checks"),
  ],
);

export const operatorAuditHeads = pgTable(
  "operator_audit_heads",
  { id: smallint("id").primaryKey().default(1), ...chainEnds() },
  (t) => [check("operator_audit_heads_one", sql`${t.id} = 1`)],
);

export const operatorAuditAnchors = pgTable("operator_audit_anchors", {
  day: date("day").primaryKey(),
  seq: number("seq").notNull(),
  hash: text("hash").notNull(),
  at: at("at").notNull().defaultNow(),
});
