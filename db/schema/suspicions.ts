import { check, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { blockSources, suspicionKinds } from "../values";
import { at, createdAt, oneOf } from "./tenancy";

/** What looked like an attack: one row for each network, kind and window of time, however often it came. */
export const suspiciousRequests = pgTable(
  "suspicious_requests",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    network: text("network").notNull(),
    kind: text("kind", { enum: suspicionKinds }).notNull(),
    windowStart: at("window_start").notNull(),
    count: integer("count").notNull().default(1),
    firstAt: at("first_at").notNull().defaultNow(),
    lastAt: at("last_at").notNull().defaultNow(),
    surface: text("surface").notNull(),
    /** The latest request of the row. */
    method: text("method"),
    path: text("path"),
    detail: text("detail"),
    userAgent: text("user_agent"),
    requestId: text("request_id"),
    tenantId: uuid("tenant_id"),
    userId: uuid("user_id"),
  },
  (t) => [
    check("suspicious_requests_kind_check", oneOf(t.kind, suspicionKinds)),
    unique("suspicious_requests_window").on(t.network, t.kind, t.windowStart),
    index("suspicious_requests_first").on(t.firstAt, t.id),
  ],
);

/** Networks that get no answer until the block ends. */
export const blockedNetworks = pgTable(
  "blocked_networks",
  {
    network: text("network").primaryKey(),
    source: text("source", { enum: blockSources }).notNull(),
    reason: text("reason").notNull(),
    createdBy: text("created_by"),
    createdAt: createdAt(),
    expiresAt: at("expires_at").notNull(),
  },
  (t) => [
    check("blocked_networks_source_check", oneOf(t.source, blockSources)),
    index("blocked_networks_expiry").on(t.expiresAt),
  ],
);
