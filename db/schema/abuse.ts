import { sql } from "drizzle-orm";
import {
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { abuseKinds, abuseLevels, brakeSources, findingStates } from "../values";
import { at, createdAt, email, id, oneOf, tenantId, tenantPolicies } from "./tenancy";
import { tenants } from "./tenants";

/** What a tenant did in one hour, as counts; hours with nothing have no row. Written by the database. */
export const abuseFigures = pgTable(
  "abuse_figures",
  {
    tenantId: tenantId().references(() => tenants.id),
    at: at("at").notNull(),
    mails: integer("mails").notNull().default(0),
    sent: integer("sent").notNull().default(0),
    bounced: integer("bounced").notNull().default(0),
    complained: integer("complained").notNull().default(0),
    exports: integer("exports").notNull().default(0),
    exportedRows: integer("exported_rows").notNull().default(0),
    signIns: integer("sign_ins").notNull().default(0),
    failedSignIns: integer("failed_sign_ins").notNull().default(0),
    breachedSignIns: integer("breached_sign_ins").notNull().default(0),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.at] }),
    index("abuse_figures_age").on(t.at),
    ...tenantPolicies("abuse_figures"),
  ],
);

/** Something that a monitor found, with the figures it went by and no personal data. */
export const abuseFindings = pgTable(
  "abuse_findings",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    kind: text("kind", { enum: abuseKinds }).notNull(),
    level: text("level", { enum: abuseLevels }).notNull(),
    /** What was looked at: a delivery, or a day and how often people have judged before. */
    subject: text("subject").notNull(),
    value: doublePrecision("value").notNull(),
    threshold: doublePrecision("threshold").notNull(),
    evidence: jsonb("evidence").$type<Record<string, number | string>>().notNull().default({}),
    state: text("state", { enum: findingStates }).notNull().default("open"),
    foundAt: at("found_at").notNull().defaultNow(),
    decidedAt: at("decided_at"),
    decidedBy: text("decided_by"),
    decision: text("decision"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("abuse_findings_once").on(t.tenantId, t.kind, t.level, t.subject),
    index("abuse_findings_newest").on(t.foundAt, t.id),
    index("abuse_findings_open").on(t.foundAt, t.id).where(sql`state = 'open'`),
    check("abuse_findings_kind_check", oneOf(t.kind, abuseKinds)),
    check("abuse_findings_level_check", oneOf(t.level, abuseLevels)),
    check("abuse_findings_state_check", oneOf(t.state, findingStates)),
    check("abuse_findings_decided_check", sql`(${t.state} = 'open') = (${t.decidedAt} is null)`),
    ...tenantPolicies("abuse_findings"),
  ],
);

/** A stop of everything a tenant sends; in force until it is released. */
export const sendingBrakes = pgTable(
  "sending_brakes",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    source: text("source", { enum: brakeSources }).notNull(),
    /** Which monitor put it on; null for an operator. */
    kind: text("kind", { enum: abuseKinds }),
    findingId: uuid("finding_id"),
    /** An operator's words to the customer. */
    reason: text("reason").notNull().default(""),
    engagedAt: at("engaged_at").notNull().defaultNow(),
    engagedBy: text("engaged_by"),
    releasedAt: at("released_at"),
    releasedBy: text("released_by"),
    releaseReason: text("release_reason"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({
      columns: [t.tenantId, t.findingId],
      foreignColumns: [abuseFindings.tenantId, abuseFindings.id],
    }),
    uniqueIndex("sending_brakes_in_force").on(t.tenantId).where(sql`released_at is null`),
    check("sending_brakes_source_check", oneOf(t.source, brakeSources)),
    check("sending_brakes_kind_check", oneOf(t.kind, abuseKinds)),
    ...tenantPolicies("sending_brakes"),
  ],
);

/** What a master account says against a brake, and the answer. */
export const brakeAppeals = pgTable(
  "brake_appeals",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    brakeId: uuid("brake_id").notNull(),
    body: text("body").notNull(),
    appealedBy: uuid("appealed_by"),
    appealedByName: text("appealed_by_name").notNull(),
    appealedAt: at("appealed_at").notNull().defaultNow(),
    answer: text("answer"),
    answeredBy: text("answered_by"),
    answeredAt: at("answered_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    foreignKey({
      columns: [t.tenantId, t.brakeId],
      foreignColumns: [sendingBrakes.tenantId, sendingBrakes.id],
    }),
    index("brake_appeals_brake").on(t.tenantId, t.brakeId, t.appealedAt),
    ...tenantPolicies("brake_appeals"),
  ],
);

/** Since when a new tenant's mails are held to a daily number that grows; without a row there is none. */
export const sendingRamps = pgTable(
  "sending_ramps",
  {
    tenantId: tenantId().references(() => tenants.id),
    startedAt: at("started_at").notNull().defaultNow(),
    liftedAt: at("lifted_at"),
    liftedBy: text("lifted_by"),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId] }), ...tenantPolicies("sending_ramps")],
);

/** Addresses that nobody has signed up: whoever mails one has a list from elsewhere. */
export const trapAddresses = pgTable("trap_addresses", {
  email: email("email").primaryKey(),
  note: text("note").notNull().default(""),
  createdBy: text("created_by").notNull(),
  createdAt: createdAt(),
});
