import "server-only";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { liveSessions } from "@/lib/auth/sessions";
import { AppError } from "@/lib/errors";

/** The caller's live sessions, the latest used first. */
export async function listOwnSessions(ctx: TenantContext) {
  authorize(ctx, "account:write");
  const userId = ctx.actor.id;
  if (!userId) throw new AppError("not_permitted");
  return readTransaction(ctx, (tx) => liveSessions(tx, ctx, userId));
}
