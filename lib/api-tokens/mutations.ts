import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { apiTokens } from "@/db/schema/api-tokens";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { newBearerToken } from "@/lib/auth/bearer-tokens";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, notFound } from "@/lib/errors";
import type { ApiTokenIdInput, CreateApiTokenInput } from "./schema";

const tokensMost = 20;
const dayMs = 86_400_000;

/** A new bearer token for the customer's own programs; its secret is in this answer and nowhere else. */
export async function createApiToken(
  ctx: TenantContext,
  { name, days, scopes }: CreateApiTokenInput,
): Promise<{ token: string }> {
  authorize(ctx, "access:write");
  const { token, tokenHash, hint } = newBearerToken("api", ctx.tenantId);
  const expiresAt = new Date(Date.now() + Number(days) * dayMs);
  return transaction(ctx, async (tx) => {
    const inForce = and(eq(apiTokens.tenantId, ctx.tenantId), isNull(apiTokens.revokedAt));
    if ((await tx.$count(apiTokens, inForce)) >= tokensMost)
      throw new AppError("conflict", "api.errors.tooManyTokens");
    const [row] = await tx
      .insert(apiTokens)
      .values({
        tenantId: ctx.tenantId,
        name,
        scopes: [...new Set(scopes)],
        tokenHash,
        hint,
        expiresAt,
        createdBy: ctx.actor.id,
      })
      .returning({ id: apiTokens.id });
    if (!row) throw new Error("token was not created");
    await recordAudit(tx, ctx, {
      action: "api.token_created",
      targetType: "api_token",
      targetId: row.id,
      details: { after: { name, scopes, hint, expiresAt: expiresAt.toISOString() } },
    });
    return { token };
  });
}

/** Programs that hold the token are refused from their next call on. */
export async function revokeApiToken(ctx: TenantContext, { id }: ApiTokenIdInput): Promise<void> {
  authorize(ctx, "access:write");
  await transaction(ctx, async (tx) => {
    const [row] = await tx
      .update(apiTokens)
      .set({ revokedAt: new Date() })
      .where(
        and(
          eq(apiTokens.tenantId, ctx.tenantId),
          eq(apiTokens.id, id),
          isNull(apiTokens.revokedAt),
        ),
      )
      .returning({ name: apiTokens.name, scopes: apiTokens.scopes, hint: apiTokens.hint });
    if (!row) throw notFound();
    await recordAudit(tx, ctx, {
      action: "api.token_revoked",
      targetType: "api_token",
      targetId: id,
      details: { before: row },
    });
  });
}
