import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { apiTokens } from "@/db/schema/api-tokens";
import type { scimTokens } from "@/db/schema/scim";
import { hashToken, randomToken } from "@/lib/tokens";

/** `scim` for a customer's directory, `api` for the customer's own programs. */
type BearerKind = "scim" | "api";
type BearerTable = typeof scimTokens | typeof apiTokens;

const seenMs = 60_000;

/** A new token of a tenant: what is shown once, and what is stored of it. */
export function newBearerToken(
  kind: BearerKind,
  tenantId: string,
): { token: string; tokenHash: string; hint: string } {
  const secret = randomToken();
  return {
    token: `ecai-${kind}.${tenantId}.${secret}`,
    tokenHash: hashToken(secret),
    hint: secret.slice(-4),
  };
}

const secretPart = "[\\w-]{43}";
const tenantPart = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** Whose token an Authorization header (RFC 6750) holds and by which hash it is found, or null. */
export function readBearerToken(
  kind: BearerKind,
  header: string | null,
): { tenantId: string; tokenHash: string } | null {
  const bearer = new RegExp(`^Bearer ecai-${kind}\\.(${tenantPart})\\.(${secretPart})$`, "i");
  const [, tenantId, secret] = bearer.exec(header ?? "") ?? [];
  return tenantId && secret
    ? { tenantId: tenantId.toLowerCase(), tokenHash: hashToken(secret) }
    : null;
}

/** Keeps when a token was last used, to the minute. */
export async function noteTokenUse(
  tx: Transaction,
  table: BearerTable,
  token: { tenantId: string; id: string; lastUsedAt: Date | null },
): Promise<void> {
  if (Date.now() - (token.lastUsedAt?.getTime() ?? 0) <= seenMs) return;
  await tx.execute(sql`update ${table} set last_used_at = now()
    where tenant_id = ${token.tenantId} and id = ${token.id}`);
}
