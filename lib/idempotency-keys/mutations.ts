import "server-only";
import { and, eq, isNull, lt, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { idempotencyKeys } from "@/db/schema/api-tokens";
import { transaction } from "@/db/transaction";
import { ApiError } from "@/lib/auth/api-error";
import { authorize, type TenantContext } from "@/lib/auth/context";

export type KeptAnswer = { fingerprint: string; status: number; answer: Record<string, unknown> };

/** An answer is kept as long as a caller may repeat the call; a call that takes longer than the other was killed. */
const keptHours = 24;
const runningMinutes = 15;

const isKey = ({ tenantId }: TenantContext, key: string) =>
  and(eq(idempotencyKeys.tenantId, tenantId), eq(idempotencyKeys.key, key));

/**
 * Takes the key for the call that now begins: null. For a repeat: the answer that the first one got. Throws 409 while
 * that is still under way.
 */
export async function claimKey(ctx: TenantContext, key: string): Promise<KeptAnswer | null> {
  authorize(ctx, "addresses:import");
  return transaction(ctx, async (tx) => {
    await forgetKeys(tx, ctx);
    const claimed = await tx
      .insert(idempotencyKeys)
      .values({ tenantId: ctx.tenantId, key })
      .onConflictDoUpdate({
        target: [idempotencyKeys.tenantId, idempotencyKeys.key],
        set: { createdAt: sql`now()` },
        setWhere: sql`${idempotencyKeys.status} is null
          and ${idempotencyKeys.createdAt} < now() - make_interval(mins => ${runningMinutes})`,
      })
      .returning({ key: idempotencyKeys.key });
    if (claimed.length > 0) return null;
    const { fingerprint, status, answer } = idempotencyKeys;
    const [kept] = await tx
      .select({ fingerprint, status, answer })
      .from(idempotencyKeys)
      .where(isKey(ctx, key));
    if (!kept?.fingerprint || !kept.status || !kept.answer)
      throw new ApiError(409, "idempotency_key_in_use");
    return { fingerprint: kept.fingerprint, status: kept.status, answer: kept.answer };
  });
}

/** Forgets the keys that no call may be repeated by any more. */
export async function forgetKeys(tx: Transaction, ctx: TenantContext): Promise<void> {
  authorize(ctx, "addresses:import");
  await tx
    .delete(idempotencyKeys)
    .where(
      and(
        eq(idempotencyKeys.tenantId, ctx.tenantId),
        lt(idempotencyKeys.createdAt, sql`now() - make_interval(hours => ${keptHours})`),
      ),
    );
}

/** Keeps the answer in the transaction of what it tells of. */
export async function keepAnswer(
  ctx: TenantContext,
  key: string,
  answer: KeptAnswer,
): Promise<void> {
  authorize(ctx, "addresses:import");
  await transaction(ctx, (tx) => tx.update(idempotencyKeys).set(answer).where(isKey(ctx, key)));
}

/** A call that was refused has done nothing: its key is free for a better one. */
export async function releaseKey(ctx: TenantContext, key: string): Promise<void> {
  authorize(ctx, "addresses:import");
  await transaction(ctx, (tx) =>
    tx.delete(idempotencyKeys).where(and(isKey(ctx, key), isNull(idempotencyKeys.status))),
  );
}
