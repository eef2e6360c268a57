import { integer, jsonb, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import type { apiScopes } from "../values";
import { at, createdAt, id, tenantId, tenantPolicies } from "./tenancy";

/** Bearer tokens of a customer's own programs; only the hash of the secret is kept. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    tenantId: tenantId(),
    id: id(),
    name: text("name").notNull(),
    scopes: text("scopes").array().$type<(typeof apiScopes)[number][]>().notNull(),
    tokenHash: text("token_hash").notNull(),
    /** The last characters, to tell tokens apart. */
    hint: text("hint").notNull(),
    expiresAt: at("expires_at").notNull(),
    createdBy: uuid("created_by"),
    createdAt: createdAt(),
    lastUsedAt: at("last_used_at"),
    revokedAt: at("revoked_at"),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique("api_tokens_hash").on(t.tenantId, t.tokenHash),
    ...tenantPolicies("api_tokens"),
  ],
);

/** The answer that a repeat of the same call gets; without a status while the first one is under way. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    tenantId: tenantId(),
    key: text("key").notNull(),
    fingerprint: text("fingerprint"),
    status: integer("status"),
    answer: jsonb("answer").$type<Record<string, unknown>>(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.key] }), ...tenantPolicies("idempotency_keys")],
);
