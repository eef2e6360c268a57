import "server-only";
import { and, asc, eq, inArray, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Transaction } from "@/db/client";
import { mastershipOffers } from "@/db/schema/account-changes";
import { users } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, notFound } from "@/lib/errors";

const giver = alias(users, "giver");
const taker = alias(users, "taker");

const columns = {
  id: mastershipOffers.id,
  state: mastershipOffers.state,
  fromUserId: mastershipOffers.fromUserId,
  toUserId: mastershipOffers.toUserId,
  expiresAt: mastershipOffers.expiresAt,
  fromName: giver.name,
  toName: taker.name,
};

export type MastershipOffer = Awaited<ReturnType<typeof readOffers>>[number];

/** The open offer that concerns the caller, as giver or taker; null when there is none. */
export async function findOwnOffer(ctx: TenantContext): Promise<MastershipOffer | null> {
  authorize(ctx, "account:write");
  const own = ctx.actor.id;
  if (!own) throw new AppError("not_permitted");
  const isMine = or(eq(mastershipOffers.fromUserId, own), eq(mastershipOffers.toUserId, own));
  const rows = await readTransaction(ctx, (tx) =>
    readOffers(tx, ctx.tenantId, and(isOpen, isMine)),
  );
  return rows[0] ?? null;
}

/** For mails: an offer in any state; null when one of its people has gone. */
export async function findOffer(
  ctx: TenantContext,
  offerId: string,
): Promise<MastershipOffer | null> {
  authorize(ctx, "users:read");
  const isIt = eq(mastershipOffers.id, offerId);
  const rows = await readTransaction(ctx, (tx) => readOffers(tx, ctx.tenantId, isIt));
  return rows[0] ?? null;
}

const isOpen = and(eq(mastershipOffers.state, "open"), sql`${mastershipOffers.expiresAt} > now()`);

function readOffers(tx: Transaction, tenantId: string, condition: ReturnType<typeof and>) {
  return tx
    .select(columns)
    .from(mastershipOffers)
    .innerJoin(
      giver,
      and(eq(giver.tenantId, mastershipOffers.tenantId), eq(giver.id, mastershipOffers.fromUserId)),
    )
    .innerJoin(
      taker,
      and(eq(taker.tenantId, mastershipOffers.tenantId), eq(taker.id, mastershipOffers.toUserId)),
    )
    .where(and(eq(mastershipOffers.tenantId, tenantId), condition));
}

/** Locks two users in the order of their ids and reads them as they are now. */
export async function lockBoth(tx: Transaction, tenantId: string, ids: [string, string]) {
  const rows = await tx
    .select()
    .from(users)
    .where(and(eq(users.tenantId, tenantId), inArray(users.id, ids)))
    .orderBy(asc(users.id))
    .for("update");
  return ids.map((id) => rows.find((row) => row.id === id) ?? null);
}

export async function findGiver(tx: Transaction, tenantId: string, offerId: string) {
  const [row] = await tx
    .select({ fromUserId: mastershipOffers.fromUserId })
    .from(mastershipOffers)
    .where(and(eq(mastershipOffers.tenantId, tenantId), eq(mastershipOffers.id, offerId)));
  if (!row) throw notFound();
  return row.fromUserId;
}
