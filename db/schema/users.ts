import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { roleNames, signInWays, userStates, userTokenPurposes } from "../values";
import { roles } from "./roles";

import { at, createdAt, email, id, oneOf, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { tenants } from "./tenants";

export const users = pgTable(
  "users",
  {
    tenantId: tenantId().references(() => tenants.id),
    id: id(),
    email: email("email").notNull(),
    name: text("name").notNull(),
    state: text("state", { enum: userStates }).notNull().default("invited"),
    role: text("role", { enum: roleNames }).notNull(),
    /** A role named by the customer; `role` is then `viewer` and means nothing. */
    roleId: uuid("role_id"),
    granted: text("granted").array().notNull().default(sql`'{}'::text[]`),
    denied: text("denied").array().notNull().default(sql`'{}'::text[]`),
    /** The person's own limit to addresses with one of these tags, before the role's; null for none. */
    tagIds: uuid("tag_ids").array(),
    attributes: jsonb("attributes")
      .$type<Record<string, string | number | null>>()
      .notNull()
      .default({}),
    passwordHash: text("password_hash"),
    lastSignInAt: at("last_sign_in_at"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("users_email").on(t.tenantId, t.email),
    index("users_by_email").on(t.email),
    check("users_state_check", oneOf(t.state, userStates)),
    check("users_role_check", oneOf(t.role, roleNames)),
    check("users_role_id_check", sql`${t.roleId} is null or ${t.role} = 'viewer'`),
    check("users_tag_ids_check", sql`${t.tagIds} is null or ${t.role} <> 'master'`),
    foreignKey({ columns: [t.tenantId, t.roleId], foreignColumns: [roles.tenantId, roles.id] }),
    uniqueIndex("users_one_master").on(t.tenantId).where(sql`${t.role} = 'master'`),
    index("users_by_role").on(t.tenantId, t.roleId),
    ...tenantPolicies("users"),
  ],
);

export const sessions = pgTable(
  "sessions",
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid("user_id").notNull(),
    ip: text("ip"),
    userAgent: text("user_agent"),
    /** How its user proved who they are. */
    way: text("way", { enum: signInWays }).notNull().default("password"),
    createdAt: createdAt(),
    lastSeenAt: at("last_seen_at").notNull().defaultNow(),
    expiresAt: at("expires_at").notNull(),
    revokedAt: at("revoked_at"),
    /** When the person behind the session last proved who they are. */
    provenAt: at("proven_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index("sessions_user").on(t.tenantId, t.userId),
    check("sessions_way_check", oneOf(t.way, signInWays)),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    ...tenantPolicies("sessions"),
  ],
);

/** Single-use links; only the hash of the secret is kept. */
export const userTokens = pgTable(
  "user_tokens",
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid("user_id").notNull(),
    purpose: text("purpose", { enum: userTokenPurposes }).notNull(),
    tokenHash: text("token_hash").notNull(),
    expiresAt: at("expires_at").notNull(),
    usedAt: at("used_at"),
    supersededAt: at("superseded_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("user_tokens_hash").on(t.tenantId, t.tokenHash),
    index("user_tokens_user").on(t.tenantId, t.userId),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    check("user_tokens_purpose_check", oneOf(t.purpose, userTokenPurposes)),
    ...tenantPolicies("user_tokens"),
  ],
);

export const termsAcceptances = pgTable(
  "terms_acceptances",
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid("user_id").notNull(),
    version: text("version").notNull(),
    acceptedAt: at("accepted_at").notNull().defaultNow(),
    ip: text("ip"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("terms_acceptances_version").on(t.tenantId, t.userId, t.version),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    ...tenantPolicies("terms_acceptances"),
  ],
);

export const noticeReads = pgTable(
  "notice_reads",
  {
    tenantId: tenantId(),
    userId: uuid("user_id").notNull(),
    noticeId: uuid("notice_id").notNull(),
    readAt: at("read_at").notNull().defaultNow(),
    acknowledgedAt: at("acknowledged_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.userId, t.noticeId] }),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    ...tenantPolicies("notice_reads"),
  ],
);
