import {
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
} from "drizzle-orm/pg-core";
import { at, id, tenantId, tenantPolicies } from "./tenancy";

/** How many rows a statement reached, or the code with which the database refused it. */
export type Reach = { rows: number; code: string | null };

/** What was tried on one table from outside, and what the tenant itself sees there. */
export type TableProbe = {
  table: string;
  /** Row-level security is on, forced, and each command has a policy tied to the tenant. */
  isProtected: boolean;
  /** Rows the tenant itself sees, counted up to 100. */
  own: number;
  read: Reach;
  /** By the key of a row that exists; null when the tenant has none. */
  guess: Reach | null;
  insert: Reach;
  update: Reach;
  remove: Reach;
  isSuccessful: boolean;
};

/** Attempts to reach a tenant's rows from another tenant's place; `day` is set for the daily ones. */
export const isolationProbes = pgTable(
  "isolation_probes",
  {
    tenantId: tenantId(),
    id: id(),
    at: at("at").notNull().defaultNow(),
    day: date("day"),
    startedBy: text("started_by"),
    isSuccessful: boolean("is_successful").notNull(),
    attempts: integer("attempts").notNull(),
    durationMs: integer("duration_ms").notNull(),
    results: jsonb("results").$type<TableProbe[]>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("isolation_probes_day").on(t.tenantId, t.day),
    index("isolation_probes_at").on(t.tenantId, t.at, t.id),
    ...tenantPolicies("isolation_probes"),
  ],
);
