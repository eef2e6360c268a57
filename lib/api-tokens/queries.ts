import "server-only";
import { and, desc, eq, isNull } from "drizzle-orm";
import { apiTokens } from "@/db/schema/api-tokens";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";

export type ApiTokenSummary = Awaited<ReturnType<typeof listApiTokens>>[number];

/** The tokens that were not revoked, those that have expired among them, the newest first. */
export async function listApiTokens(ctx: TenantContext) {
  authorize(ctx, "access:write");
  const { id, name, scopes, hint, expiresAt, createdAt, lastUsedAt } = apiTokens;
  return readTransaction(ctx, (tx) =>
    tx
      .select({ id, name, scopes, hint, expiresAt, createdAt, lastUsedAt })
      .from(apiTokens)
      .where(and(eq(apiTokens.tenantId, ctx.tenantId), isNull(apiTokens.revokedAt)))
      .orderBy(desc(apiTokens.createdAt)),
  );
}
