import { bigint, check, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { upgradeStates } from "../values";
import { at, oneOf } from "./tenancy";

/** Each time the migration command brought the database to a version, or failed to; written by the owner only. */
export const versionUpgrades = pgTable(
  "version_upgrades",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    state: text("state", { enum: upgradeStates }).notNull().default("running"),
    performedBy: text("performed_by").notNull(),
    host: text("host").notNull(),
    softwareVersion: text("software_version").notNull(),
    /** The newest migration before and after, by its name; null before the first. */
    fromSchema: text("from_schema"),
    toSchema: text("to_schema").notNull(),
    migrations: text("migrations").array().notNull(),
    error: text("error"),
    startedAt: at("started_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
  },
  (t) => [
    check("version_upgrades_state_check", oneOf(t.state, upgradeStates)),
    index("version_upgrades_started").on(t.startedAt, t.id),
  ],
);

/** One row for each kind of record and each time that what is past its period was taken away. */
export const logPrunings = pgTable(
  "log_prunings",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    kind: text("kind").notNull(),
    removed: bigint("removed", { mode: "number" }).notNull().default(0),
    error: text("error"),
    startedAt: at("started_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
  },
  (t) => [index("log_prunings_kind").on(t.kind, t.startedAt)],
);

/** What the processes logged as errors, so that staff find what a customer reports by its id. */
export const serviceErrors = pgTable(
  "service_errors",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    at: at("at").notNull().defaultNow(),
    surface: text("surface").notNull(),
    host: text("host").notNull(),
    message: text("message").notNull(),
    /** Kind, message and stack, without the values that a statement was given. */
    error: text("error"),
    requestId: text("request_id"),
    /** What an error page shows to a person. */
    digest: text("digest"),
    task: text("task"),
    tenantId: uuid("tenant_id"),
  },
  (t) => [
    index("service_errors_at").on(t.at, t.id),
    index("service_errors_request").on(t.requestId),
    index("service_errors_digest").on(t.digest),
  ],
);
