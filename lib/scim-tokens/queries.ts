import "server-only";
import { and, desc, eq, isNull } from "drizzle-orm";
import { scimTokens } from "@/db/schema/scim";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";

export type ScimTokenSummary = Awaited<ReturnType<typeof listTokens>>[number];

/** The directory's tokens that are in force, the newest first. */
export async function listTokens(ctx: TenantContext) {
  authorize(ctx, "access:write");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        id: scimTokens.id,
        hint: scimTokens.hint,
        createdAt: scimTokens.createdAt,
        lastUsedAt: scimTokens.lastUsedAt,
      })
      .from(scimTokens)
      .where(and(eq(scimTokens.tenantId, ctx.tenantId), isNull(scimTokens.revokedAt)))
      .orderBy(desc(scimTokens.createdAt)),
  );
}
