import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { mastershipOffers } from "@/db/schema/account-changes";
import { users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, notFound } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { enqueue } from "@/lib/queue/enqueue";
import { hasAcceptedTerms } from "@/lib/sign-in/queries";
import { maskText } from "@/lib/users/rules";
import { findGiver, lockBoth } from "./queries";
import type {
  EndMastershipOfferInput,
  MastershipMailKind,
  MastershipOfferInput,
  ProposeMastershipInput,
} from "./schema";

const days = 7;

type Offer = typeof mastershipOffers.$inferSelect;
type Localized<T> = T & { locale: Locale };

const over = () => new AppError("conflict", "mastership.errors.over");

function ownId(ctx: TenantContext): string {
  if (!ctx.actor.id) throw new AppError("not_permitted");
  return ctx.actor.id;
}

/** The master offers mastership to an active user, who has seven days to accept. */
export async function proposeMastership(
  ctx: TenantContext,
  { userId, locale }: Localized<ProposeMastershipInput>,
): Promise<void> {
  authorize(ctx, "users:write");
  const from = ownId(ctx);
  if (userId === from) throw new AppError("not_permitted", "users.errors.self");
  await transaction(ctx, async (tx) => {
    const [giver, taker] = await lockBoth(tx, ctx.tenantId, [from, userId]);
    if (giver?.role !== "master" || giver.state !== "active")
      throw new AppError("not_permitted", "users.errors.masterOnly");
    if (!taker) throw notFound();
    if (taker.state !== "active") throw new AppError("conflict", "users.errors.notActive");
    await endExpired(tx, ctx.tenantId);
    const expiresAt = new Date(Date.now() + days * 24 * 3600 * 1000);
    const [offer] = await tx
      .insert(mastershipOffers)
      .values({ tenantId: ctx.tenantId, fromUserId: from, toUserId: userId, expiresAt })
      .returning();
    if (!offer) throw new Error("offer was not created");
    await audit(tx, ctx, offer, "user.mastership_proposed", { to: maskText(taker.email) });
    await tell(tx, offer, "proposed", locale, [userId]);
    const payload = { tenantId: ctx.tenantId, offerId: offer.id, locale };
    await enqueue(tx, "mastership.end-offer", payload, { runAt: expiresAt });
  }).catch((error) => {
    throw isUniqueViolation(error, "mastership_offers_open")
      ? new AppError("conflict", "mastership.errors.open")
      : error;
  });
}

/** The user accepts: they are master and the giver is a manager from the same moment on. */
export async function acceptMastership(
  ctx: TenantContext,
  { offerId, locale }: Localized<MastershipOfferInput>,
): Promise<void> {
  authorize(ctx, "account:write");
  const own = ownId(ctx);
  if (ctx.secondStepDue) throw new AppError("conflict", "mastership.errors.secondStepNeeded");
  await transaction(ctx, async (tx) => {
    const fromUserId = await findGiver(tx, ctx.tenantId, offerId);
    const [giver, taker] = await lockBoth(tx, ctx.tenantId, [fromUserId, own]);
    const offer = await settle(tx, ctx, offerId, { toUserId: own }, "accepted");
    const isStanding = giver?.role === "master" && giver.state === "active";
    if (!isStanding || taker?.state !== "active") throw over();
    if (!(await hasAcceptedTerms(tx, ctx.tenantId, own)))
      throw new AppError("not_permitted", "signIn.errors.termsNeeded");
    // The giver steps back first: the database never knows two masters.
    await setRole(tx, giver, "manager");
    await setRole(tx, taker, "master");
    await audit(tx, ctx, offer, "user.mastership_handed_over", {
      before: { master: giver.id, role: taker.role, roleId: taker.roleId },
      after: { master: taker.id, role: "master", formerRole: "manager" },
      from: maskText(giver.email),
      to: maskText(taker.email),
    });
    await tell(tx, offer, "accepted", locale, [giver.id, taker.id]);
  });
}

export async function declineMastership(
  ctx: TenantContext,
  { offerId, locale }: Localized<MastershipOfferInput>,
): Promise<void> {
  authorize(ctx, "account:write");
  const own = ownId(ctx);
  await transaction(ctx, async (tx) => {
    const offer = await settle(tx, ctx, offerId, { toUserId: own }, "declined");
    await audit(tx, ctx, offer, "user.mastership_declined");
    await tell(tx, offer, "declined", locale, [offer.fromUserId]);
  });
}

export async function withdrawMastership(
  ctx: TenantContext,
  { offerId, locale }: Localized<MastershipOfferInput>,
): Promise<void> {
  authorize(ctx, "account:write");
  const own = ownId(ctx);
  await transaction(ctx, async (tx) => {
    const offer = await settle(tx, ctx, offerId, { fromUserId: own }, "withdrawn");
    await audit(tx, ctx, offer, "user.mastership_withdrawn");
    await tell(tx, offer, "withdrawn", locale, [offer.toUserId]);
  });
}

/** Ends an offer that nobody has answered in time and tells its giver. */
export async function endMastershipOffer(
  ctx: TenantContext,
  { offerId, locale }: EndMastershipOfferInput,
): Promise<void> {
  authorize(ctx, "users:write");
  await transaction(ctx, async (tx) => {
    const isIt = eq(mastershipOffers.id, offerId);
    for (const offer of await endExpired(tx, ctx.tenantId, isIt)) {
      await audit(tx, ctx, offer, "user.mastership_expired");
      await tell(tx, offer, "expired", locale, [offer.fromUserId]);
    }
  });
}

/** Ends an open offer; of any number of answers at once one succeeds. */
async function settle(
  tx: Transaction,
  ctx: TenantContext,
  offerId: string,
  side: { fromUserId: string } | { toUserId: string },
  state: Offer["state"],
): Promise<Offer> {
  const isOwn =
    "toUserId" in side
      ? eq(mastershipOffers.toUserId, side.toUserId)
      : eq(mastershipOffers.fromUserId, side.fromUserId);
  const isIt = and(eq(mastershipOffers.tenantId, ctx.tenantId), eq(mastershipOffers.id, offerId));
  const [offer] = await tx
    .update(mastershipOffers)
    .set({ state, endedAt: new Date() })
    .where(
      and(
        isIt,
        isOwn,
        eq(mastershipOffers.state, "open"),
        sql`${mastershipOffers.expiresAt} > now()`,
      ),
    )
    .returning();
  if (offer) return offer;
  throw (await tx.$count(mastershipOffers, and(isIt, isOwn))) > 0 ? over() : notFound();
}

function endExpired(
  tx: Transaction,
  tenantId: string,
  condition?: ReturnType<typeof eq>,
): Promise<Offer[]> {
  return tx
    .update(mastershipOffers)
    .set({ state: "expired", endedAt: new Date() })
    .where(
      and(
        eq(mastershipOffers.tenantId, tenantId),
        eq(mastershipOffers.state, "open"),
        sql`${mastershipOffers.expiresAt} <= now()`,
        condition,
      ),
    )
    .returning();
}

async function setRole(
  tx: Transaction,
  { tenantId, id }: { tenantId: string; id: string },
  role: "master" | "manager",
): Promise<void> {
  const plain = { roleId: null, granted: [], denied: [], tagIds: null };
  await tx
    .update(users)
    .set({ role, ...plain, updatedAt: new Date() })
    .where(and(eq(users.tenantId, tenantId), eq(users.id, id)));
}

const audit = (
  tx: Transaction,
  ctx: TenantContext,
  offer: Offer,
  action: string,
  details: Record<string, unknown> = {},
): Promise<void> =>
  recordAudit(tx, ctx, { action, targetType: "user", targetId: offer.toUserId, details });

async function tell(
  tx: Transaction,
  { tenantId, id: offerId }: Offer,
  kind: MastershipMailKind,
  locale: Locale,
  userIds: readonly string[],
): Promise<void> {
  for (const userId of userIds)
    await enqueue(tx, "mastership.tell", { tenantId, offerId, userId, kind, locale });
}
