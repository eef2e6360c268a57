import "server-only";
import { and, desc, eq } from "drizzle-orm";
import { signIns } from "@/db/schema/sign-ins";
import { beyond, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { cursorPage, encodeCursor } from "@/lib/cursor";
import { AppError } from "@/lib/errors";

const pageSize = 50;

const columns = {
  id: signIns.id,
  at: signIns.at,
  outcome: signIns.outcome,
  factor: signIns.factor,
  ip: signIns.ip,
  userAgent: signIns.userAgent,
  position: timePosition(signIns.at),
};

export type SignInPage = Awaited<ReturnType<typeof listOwnSignIns>>;
export type SignInSummary = SignInPage["rows"][number];

/** A page of the caller's own tries to sign in, the newest first. */
export async function listOwnSignIns(ctx: TenantContext, after?: string) {
  authorize(ctx, "account:write");
  if (!ctx.actor.id) throw new AppError("not_permitted");
  return readPage(ctx, ctx.actor.id, after);
}

/** The same of another user, for managers. */
export async function listUserSignIns(ctx: TenantContext, userId: string, after?: string) {
  authorize(ctx, "users:write");
  return readPage(ctx, userId, after);
}

async function readPage(ctx: TenantContext, userId: string, after: string | undefined) {
  const found = await readTransaction(ctx, (tx) =>
    tx
      .select(columns)
      .from(signIns)
      .where(
        and(
          eq(signIns.tenantId, ctx.tenantId),
          eq(signIns.userId, userId),
          beyond(signIns.at, signIns.id, after),
        ),
      )
      .orderBy(desc(signIns.at), desc(signIns.id))
      .limit(pageSize + 1),
  );
  return cursorPage(found, pageSize, after ? "after" : "start", (row) =>
    encodeCursor([row.position, row.id]),
  );
}

/** For the alert mail: one entry with whose it is; null when it has gone. */
export async function findSignIn(ctx: TenantContext, id: string) {
  authorize(ctx, "users:read");
  const [found] = await readTransaction(ctx, (tx) =>
    tx
      .select({ ...columns, userId: signIns.userId })
      .from(signIns)
      .where(and(eq(signIns.tenantId, ctx.tenantId), eq(signIns.id, id))),
  );
  return found ?? null;
}
