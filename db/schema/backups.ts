import { bigint, check, date, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { backupRequestKinds, backupStates, backupWays, drillStates } from "../values";
import { at, oneOf } from "./tenancy";

const count = (name: string) => bigint(name, { mode: "number" });

/** One row for every backup that was begun; the copy itself lies in the backup folder under its name. */
export const backupGenerations = pgTable(
  "backup_generations",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    name: text("name").notNull().unique(),
    /** The day in Japan whose backup this is. */
    day: date("day", { mode: "string" }).notNull(),
    state: text("state", { enum: backupStates }).notNull().default("running"),
    way: text("way", { enum: backupWays }),
    startedAt: at("started_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
    verifiedAt: at("verified_at"),
    deletedAt: at("deleted_at"),
    /** As stored, compressed and encrypted. */
    bytes: count("bytes"),
    rawBytes: count("raw_bytes"),
    rows: count("row_count"),
    tables: integer("table_count"),
    tenants: integer("tenant_count"),
    files: integer("file_count"),
    schemaVersion: text("schema_version"),
    serverVersion: text("server_version"),
    error: text("error"),
  },
  (t) => [
    check("backup_generations_state_check", oneOf(t.state, backupStates)),
    check("backup_generations_way_check", oneOf(t.way, backupWays)),
    index("backup_generations_started").on(t.startedAt),
  ],
);

/** One row for every time a generation was restored on trial. */
export const restoreDrills = pgTable(
  "restore_drills",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    generation: text("generation"),
    state: text("state", { enum: drillStates }).notNull().default("running"),
    startedAt: at("started_at").notNull().defaultNow(),
    finishedAt: at("finished_at"),
    durationMs: integer("duration_ms"),
    rows: count("row_count"),
    tables: integer("table_count"),
    files: integer("file_count"),
    erasedTenants: integer("erased_tenants"),
    error: text("error"),
  },
  (t) => [
    check("restore_drills_state_check", oneOf(t.state, drillStates)),
    index("restore_drills_started").on(t.startedAt),
  ],
);

/** What an operator asked for; the worker takes it up, because the operator's role may not add jobs. */
export const backupRequests = pgTable(
  "backup_requests",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    kind: text("kind", { enum: backupRequestKinds }).notNull(),
    requestedBy: text("requested_by").notNull(),
    requestedAt: at("requested_at").notNull().defaultNow(),
    takenAt: at("taken_at"),
  },
  (t) => [check("backup_requests_kind_check", oneOf(t.kind, backupRequestKinds))],
);
