import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { signInOutcomes } from "../values";
import { at, id, oneOf, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { tenants } from "./tenants";
import { users } from "./users";

/** How long a tenant's sessions live; without a row they follow the defaults of `lib/auth/sessions.ts`. */
export const sessionPolicies = pgTable(
  "session_policies",
  {
    tenantId: tenantId()
      .primaryKey()
      .references(() => tenants.id),
    absoluteDays: integer("absolute_days").notNull(),
    idleMinutes: integer("idle_minutes"),
    updatedAt: updatedAt(),
  },
  (t) => [
    check("session_policies_absolute_check", sql`${t.absoluteDays} between 1 and 30`),
    check("session_policies_idle_check", sql`${t.idleMinutes} between 5 and 43200`),
    ...tenantPolicies("session_policies"),
  ],
);

/** Every try to sign in to an account that exists. */
export const signIns = pgTable(
  "sign_ins",
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid("user_id").notNull(),
    at: at("at").notNull().defaultNow(),
    outcome: text("outcome", { enum: signInOutcomes }).notNull(),
    /** By what the person proved, or failed to prove, who they are: `password`, `invitation`, … */
    factor: text("factor").notNull(),
    reason: text("reason"),
    ip: text("ip"),
    userAgent: text("user_agent"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("sign_ins_user").on(t.tenantId, t.userId, t.at, t.id),
    index("sign_ins_at").on(t.at),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    check("sign_ins_outcome_check", oneOf(t.outcome, signInOutcomes)),
    ...tenantPolicies("sign_ins"),
  ],
);

/** Browsers that a person has signed in with, by the hash of a long-lived cookie. */
export const signInDevices = pgTable(
  "sign_in_devices",
  {
    tenantId: tenantId(),
    userId: uuid("user_id").notNull(),
    deviceHash: text("device_hash").notNull(),
    firstAt: at("first_at").notNull().defaultNow(),
    lastAt: at("last_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.userId, t.deviceHash] }),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    ...tenantPolicies("sign_in_devices"),
  ],
);
