import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  foreignKey,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { emailChangeStates, mastershipOfferStates } from "../values";
import { at, createdAt, email, id, oneOf, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { tenants } from "./tenants";
import { users } from "./users";

/** A change of a user's e-mail address, which both addresses have to confirm; at most one is open. */
export const emailChanges = pgTable(
  "email_changes",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    userId: uuid("user_id").notNull(),
    /** The session that asked: the only one that goes on when the change is complete. */
    sessionId: uuid("session_id"),
    oldEmail: email("old_email").notNull(),
    newEmail: email("new_email").notNull(),
    state: text("state", { enum: emailChangeStates }).notNull().default("open"),
    oldConfirmedAt: at("old_confirmed_at"),
    newConfirmedAt: at("new_confirmed_at"),
    expiresAt: at("expires_at").notNull(),
    endedAt: at("ended_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("email_changes_open").on(t.tenantId, t.userId).where(sql`${t.state} = 'open'`),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    check("email_changes_state_check", oneOf(t.state, emailChangeStates)),
    ...tenantPolicies("email_changes"),
  ],
);

/** A master's offer to hand mastership over; at most one is open in a tenant. */
export const mastershipOffers = pgTable(
  "mastership_offers",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    fromUserId: uuid("from_user_id").notNull(),
    toUserId: uuid("to_user_id").notNull(),
    state: text("state", { enum: mastershipOfferStates }).notNull().default("open"),
    expiresAt: at("expires_at").notNull(),
    endedAt: at("ended_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex("mastership_offers_open").on(t.tenantId).where(sql`${t.state} = 'open'`),
    foreignKey({
      columns: [t.tenantId, t.fromUserId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.tenantId, t.toUserId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    check("mastership_offers_state_check", oneOf(t.state, mastershipOfferStates)),
    check("mastership_offers_others_check", sql`${t.fromUserId} <> ${t.toUserId}`),
    ...tenantPolicies("mastership_offers"),
  ],
);

/** From which networks a tenant's users may work; without a row, from all. */
export const networkPolicies = pgTable(
  "network_policies",
  {
    tenantId: tenantId()
      .primaryKey()
      .references(() => tenants.id),
    isOn: boolean("is_on").notNull().default(false),
    ranges: text("ranges").array().notNull().default(sql`'{}'::text[]`),
    /** What each range is, in the same order. */
    notes: text("notes").array().notNull().default(sql`'{}'::text[]`),
    updatedAt: updatedAt(),
  },
  (t) => [
    check(
      "network_policies_ranges_check",
      sql`cardinality(${t.ranges}) <= 100 and cardinality(${t.notes}) = cardinality(${t.ranges})`,
    ),
    check("network_policies_on_check", sql`not ${t.isOn} or cardinality(${t.ranges}) > 0`),
    ...tenantPolicies("network_policies"),
  ],
);
