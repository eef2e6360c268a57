import { foreignKey, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { at, createdAt, id, tenantId, tenantPolicies, updatedAt } from "./tenancy";
import { users } from "./users";

/** Bearer tokens of directories that keep a tenant's users (SCIM 2.0); only the hash of the secret is kept. */
export const scimTokens = pgTable(
  "scim_tokens",
  {
    tenantId: tenantId(),
    id: id(),
    tokenHash: text("token_hash").notNull(),
    /** The last characters, to tell tokens apart. */
    hint: text("hint").notNull(),
    createdAt: createdAt(),
    lastUsedAt: at("last_used_at"),
    revokedAt: at("revoked_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("scim_tokens_hash").on(t.tenantId, t.tokenHash),
    ...tenantPolicies("scim_tokens"),
  ],
);

/** What a directory knows of a user beyond what the service uses itself. */
export const scimUsers = pgTable(
  "scim_users",
  {
    tenantId: tenantId(),
    userId: uuid("user_id").notNull(),
    userName: text("user_name").notNull(),
    /** The user name in lower case: they compare without regard to it (RFC 7643, 4.1.1). */
    userNameKey: text("user_name_key").notNull(),
    externalId: text("external_id"),
    displayName: text("display_name"),
    givenName: text("given_name"),
    familyName: text("family_name"),
    /** The directory has deleted the user: not to be found by it until it creates them anew. */
    deletedAt: at("deleted_at"),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.userId] }),
    unique("scim_users_name").on(t.tenantId, t.userNameKey),
    unique("scim_users_external_id").on(t.tenantId, t.externalId),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete("cascade"),
    ...tenantPolicies("scim_users"),
  ],
);
