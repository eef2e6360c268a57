import {
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { operators } from "./control";
import { at, createdAt, id, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { tenants } from "./tenants";
import { users } from "./users";

/** A user's authenticator app; the secret is sealed, and `last_step` is the newest time step that was used up. */
export const totpFactors = pgTable(
  "totp_factors",
  {
    tenantId: tenantId(),
    userId: uuid("user_id").notNull(),
    secret: text("secret").notNull(),
    lastStep: bigint("last_step", { mode: "number" }).notNull().default(0),
    confirmedAt: at("confirmed_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.userId] }),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    ...tenantPolicies("totp_factors"),
  ],
);

export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid("user_id").notNull(),
    codeHash: text("code_hash").notNull(),
    usedAt: at("used_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("recovery_codes_hash").on(t.tenantId, t.userId, t.codeHash),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    ...tenantPolicies("recovery_codes"),
  ],
);

/** WebAuthn credentials; the public key is COSE in base64url. */
export const passkeys = pgTable(
  "passkeys",
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid("user_id").notNull(),
    credentialId: text("credential_id").notNull(),
    publicKey: text("public_key").notNull(),
    counter: bigint("counter", { mode: "number" }).notNull().default(0),
    transports: text("transports").array().notNull(),
    name: text("name").notNull(),
    isBackedUp: boolean("is_backed_up").notNull(),
    lastUsedAt: at("last_used_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("passkeys_credential").on(t.tenantId, t.credentialId),
    index("passkeys_user").on(t.tenantId, t.userId),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    ...tenantPolicies("passkeys"),
  ],
);

/** A sign-in whose password was right and whose second step is still open; it is no session. */
export const signInChallenges = pgTable(
  "sign_in_challenges",
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid("user_id").notNull(),
    tokenHash: text("token_hash").notNull(),
    expiresAt: at("expires_at").notNull(),
    usedAt: at("used_at"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("sign_in_challenges_hash").on(t.tenantId, t.tokenHash),
    index("sign_in_challenges_user").on(t.tenantId, t.userId),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    ...tenantPolicies("sign_in_challenges"),
  ],
);

/** Whether every user of the tenant needs a second step, since when, and how long they may wait. */
export const secondStepPolicies = pgTable(
  "second_step_policies",
  {
    tenantId: uuid("tenant_id")
      .primaryKey()
      .references(() => tenants.id),
    isRequired: boolean("is_required").notNull().default(false),
    graceDays: integer("grace_days").notNull().default(7),
    requiredSince: at("required_since"),
    updatedAt: updatedAt(),
  },
  () => tenantPolicies("second_step_policies"),
);

export const operatorTotp = pgTable("operator_totp", {
  operatorId: uuid("operator_id")
    .primaryKey()
    .references(() => operators.id, { onDelete: "cascade" }),
  secret: text("secret").notNull(),
  lastStep: bigint("last_step", { mode: "number" }).notNull().default(0),
  confirmedAt: at("confirmed_at"),
  createdAt: createdAt(),
});

export const operatorRecoveryCodes = pgTable(
  "operator_recovery_codes",
  {
    id: uuid("id").primaryKey().defaultRandom(),
    operatorId: uuid("operator_id")
      .notNull()
      .references(() => operators.id, { onDelete: "cascade" }),
    codeHash: text("code_hash").notNull(),
    usedAt: at("used_at"),
    createdAt: createdAt(),
  },
  (t) => [unique("operator_recovery_codes_hash").on(t.operatorId, t.codeHash)],
);

export const operatorChallenges = pgTable("operator_challenges", {
  id: uuid("id").primaryKey().defaultRandom(),
  operatorId: uuid("operator_id")
    .notNull()
    .references(() => operators.id, { onDelete: "cascade" }),
  tokenHash: text("token_hash").notNull().unique(),
  expiresAt: at("expires_at").notNull(),
  usedAt: at("used_at"),
  createdAt: createdAt(),
});

/** What a passkey is asked to sign, by hash; taken out by its first use. `subject` binds it to one act of one user. */
export const passkeyChallenges = pgTable("passkey_challenges", {
  hash: text("hash").primaryKey(),
  subject: text("subject").notNull(),
  expiresAt: at("expires_at").notNull(),
});

/** When the guesses of the last hour at one account's secrets were checked, by keyed hash. */
export const guesses = pgTable("guesses", {
  key: text("key").primaryKey(),
  checkedAt: at("checked_at").array().notNull(),
  isAllowed: boolean("is_allowed").notNull(),
  updatedAt: updatedAt(),
});
