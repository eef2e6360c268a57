import { boolean, check, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { incidentEntryKinds, incidentSources } from "../values";
import { operators } from "./control";
import { at, createdAt, oneOf, updatedAt } from "./tenancy";

/** A security incident; its 72 hours run from `detectedAt` until everyone concerned was told. */
export const incidents = pgTable(
  "incidents",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    title: text("title").notNull(),
    description: text("description").notNull(),
    source: text("source", { enum: incidentSources }).notNull(),
    detectedAt: at("detected_at").notNull(),
    /** When the last environment concerned had been told by mail and on its screen. */
    notifiedAt: at("notified_at"),
    closedAt: at("closed_at"),
    impact: text("impact").notNull().default(""),
    cause: text("cause").notNull().default(""),
    measures: text("measures").notNull().default(""),
    reportedByTenant: uuid("reported_by_tenant"),
    createdBy: uuid("created_by").references(() => operators.id),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    check("incidents_source_check", oneOf(t.source, incidentSources)),
    index("incidents_detected").on(t.detectedAt, t.id),
  ],
);

/** The environments concerned. */
export const incidentTenants = pgTable(
  "incident_tenants",
  {
    incidentId: uuid("incident_id")
      .notNull()
      .references(() => incidents.id),
    tenantId: uuid("tenant_id").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.incidentId, t.tenantId] }),
    index("incident_tenants_tenant").on(t.tenantId, t.incidentId),
  ],
);

/** The timeline; nothing in it is changed afterwards. */
export const incidentEntries = pgTable(
  "incident_entries",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    incidentId: uuid("incident_id")
      .notNull()
      .references(() => incidents.id),
    at: at("at").notNull().defaultNow(),
    kind: text("kind", { enum: incidentEntryKinds }).notNull(),
    actorName: text("actor_name").notNull(),
    text: text("text").notNull().default(""),
    /** Whether the environments concerned see it. */
    isShared: boolean("is_shared").notNull().default(false),
  },
  (t) => [
    index("incident_entries_incident").on(t.incidentId, t.at),
    check("incident_entries_kind_check", oneOf(t.kind, incidentEntryKinds)),
  ],
);
