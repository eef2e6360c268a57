import {
  boolean,
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { assignableRoles, signOnAttemptPurposes, signOnPresets } from "../values";
import { at, createdAt, id, oneOf, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { users } from "./users";

/** The identity provider of a tenant: at most one. */
export const signOnProviders = pgTable(
  "sign_on_providers",
  {
    tenantId: tenantId(),
    id: id(),
    preset: text("preset", { enum: signOnPresets }).notNull(),
    issuer: text("issuer").notNull(),
    clientId: text("client_id").notNull(),
    /** Sealed; bound to the tenant and this row. */
    clientSecret: text("client_secret").notNull(),
    /** When a sign-in with exactly these values last came through; null after one of them is changed. */
    testedAt: at("tested_at"),
    isOn: boolean("is_on").notNull().default(false),
    /** Everybody but master accounts signs in by the provider alone. */
    isRequired: boolean("is_required").notNull().default(false),
    createsUsers: boolean("creates_users").notNull().default(false),
    defaultRole: text("default_role", { enum: assignableRoles }).notNull().default("viewer"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("sign_on_providers_tenant").on(t.tenantId),
    check("sign_on_providers_preset_check", oneOf(t.preset, signOnPresets)),
    check("sign_on_providers_role_check", oneOf(t.defaultRole, assignableRoles)),
    ...tenantPolicies("sign_on_providers"),
  ],
);

/** Mail domains that a tenant says are its own; proven ones are in `captured_domains`. */
export const signOnDomains = pgTable(
  "sign_on_domains",
  {
    tenantId: tenantId(),
    id: id(),
    domain: text("domain").notNull(),
    /** The text that its DNS must hold. */
    proof: text("proof").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("sign_on_domains_domain").on(t.tenantId, t.domain),
    ...tenantPolicies("sign_on_domains"),
  ],
);

/** Which tenant a proven mail domain belongs to: looked at before a person who signs in has a tenant. */
export const capturedDomains = pgTable("captured_domains", {
  domain: text("domain").primaryKey(),
  tenantId: uuid("tenant_id").notNull(),
  proof: text("proof").notNull(),
  capturedAt: at("captured_at").notNull().defaultNow(),
});

/** Whom a provider's subject is. */
export const signOnIdentities = pgTable(
  "sign_on_identities",
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid("user_id").notNull(),
    issuer: text("issuer").notNull(),
    subject: text("subject").notNull(),
    createdAt: createdAt(),
    lastUsedAt: at("last_used_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("sign_on_identities_subject").on(t.tenantId, t.issuer, t.subject),
    unique("sign_on_identities_user").on(t.tenantId, t.userId, t.issuer),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    ...tenantPolicies("sign_on_identities"),
  ],
);

/** A way to the provider and back that has begun; used up by its return. */
export const signOnAttempts = pgTable(
  "sign_on_attempts",
  {
    tenantId: tenantId(),
    id: id(),
    purpose: text("purpose", { enum: signOnAttemptPurposes }).notNull(),
    stateHash: text("state_hash").notNull(),
    /** Of the cookie of the browser in which it began. */
    browserHash: text("browser_hash").notNull(),
    /** Sealed: nonce, PKCE verifier and the page to go on to. */
    secrets: text("secrets").notNull(),
    expiresAt: at("expires_at").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("sign_on_attempts_state").on(t.tenantId, t.stateHash),
    index("sign_on_attempts_expiry").on(t.tenantId, t.expiresAt),
    check("sign_on_attempts_purpose_check", oneOf(t.purpose, signOnAttemptPurposes)),
    ...tenantPolicies("sign_on_attempts"),
  ],
);
