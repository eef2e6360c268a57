import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { scimTokens } from "@/db/schema/scim";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { newBearerToken } from "@/lib/auth/bearer-tokens";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, notFound } from "@/lib/errors";
import type { TokenIdInput } from "./schema";

const tokensMost = 5;

/** A new bearer token for a directory; its secret is in this answer and nowhere else. */
export async function createToken(ctx: TenantContext): Promise<{ token: string }> {
  authorize(ctx, "access:write");
  const { token, tokenHash, hint } = newBearerToken("scim", ctx.tenantId);
  return transaction(ctx, async (tx) => {
    const inForce = and(eq(scimTokens.tenantId, ctx.tenantId), isNull(scimTokens.revokedAt));
    if ((await tx.$count(scimTokens, inForce)) >= tokensMost)
      throw new AppError("conflict", "scim.errors.tooManyTokens");
    const [row] = await tx
      .insert(scimTokens)
      .values({ tenantId: ctx.tenantId, tokenHash, hint })
      .returning({ id: scimTokens.id });
    if (!row) throw new Error("token was not created");
    await recordAudit(tx, ctx, {
      action: "scim.token_created",
      targetType: "scim_token",
      targetId: row.id,
      details: { after: { hint } },
    });
    return { token };
  });
}

/** The directory that holds the token is refused from its next request on. */
export async function revokeToken(ctx: TenantContext, { id }: TokenIdInput): Promise<void> {
  authorize(ctx, "access:write");
  await transaction(ctx, async (tx) => {
    const [row] = await tx
      .update(scimTokens)
      .set({ revokedAt: new Date() })
      .where(
        and(
          eq(scimTokens.tenantId, ctx.tenantId),
          eq(scimTokens.id, id),
          isNull(scimTokens.revokedAt),
        ),
      )
      .returning({ hint: scimTokens.hint });
    if (!row) throw notFound();
    await recordAudit(tx, ctx, {
      action: "scim.token_revoked",
      targetType: "scim_token",
      targetId: id,
      details: { before: row },
    });
  });
}
