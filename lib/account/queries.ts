import "server-only";
import { and, asc, desc, eq, gt, isNull } from "drizzle-orm";
import { sessions } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError } from "@/lib/errors";

/** The caller's live sessions, the latest used first. */
export async function listOwnSessions(ctx: TenantContext) {
  authorize(ctx, "account:write");
  const userId = ctx.actor.id;
  if (!userId) throw new AppError("not_permitted");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        id: sessions.id,
        ip: sessions.ip,
        userAgent: sessions.userAgent,
        createdAt: sessions.createdAt,
        lastSeenAt: sessions.lastSeenAt,
      })
      .from(sessions)
      .where(
        and(
          eq(sessions.tenantId, ctx.tenantId),
          eq(sessions.userId, userId),
          isNull(sessions.revokedAt),
          gt(sessions.expiresAt, new Date()),
        ),
      )
      .orderBy(desc(sessions.lastSeenAt), asc(sessions.id)),
  );
}
