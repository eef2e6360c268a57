import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { deliveryApprovals } from "@/db/schema/delivery-approvals";
import { transaction } from "@/db/transaction";
import { isCheckViolation } from "@/db/violations";
import { getApprovalRule } from "@/lib/approval-settings/queries";
import { readDeciders } from "@/lib/approvers/queries";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { demandVersion, isDelivery, lockDelivery } from "@/lib/deliveries/mutations";
import { AppError } from "@/lib/errors";
import { toJstIso } from "@/lib/format";
import type { Locale } from "@/lib/i18n/locale";
import { enqueue } from "@/lib/queue/enqueue";
import { handOver } from "@/lib/scheduling/mutations";
import { type Plan, readPlan } from "@/lib/scheduling/rules";
import { checkForApproval } from "./queries";
import { type ApprovalState, openStates } from "./rules";
import type {
  ApprovalInput,
  ApprovalMailKind,
  ApproveDeliveryInput,
  RequestApprovalInput,
  ReturnDeliveryInput,
} from "./schema";

type Row = typeof deliveryApprovals.$inferSelect;
type Localized<T> = T & { locale: Locale };

/** Asks for an approval of the delivery as it is, to leave as planned; until it is withdrawn nobody changes the delivery. */
export async function requestApproval(
  ctx: TenantContext,
  { id, version, note, locale, ...when }: Localized<RequestApprovalInput>,
): Promise<void> {
  authorize(ctx, "deliveries:write");
  await transaction(ctx, async (tx, inner) => {
    const delivery = await lockDelivery(tx, ctx, id, "edit");
    demandVersion(delivery.updatedAt, version);
    const { approvalFrom } = await getApprovalRule(inner);
    if (approvalFrom === null) throw new AppError("conflict", "approvals.errors.notNeeded");
    const plan = readPlan(when, new Date());
    const { problems, audience } = await checkForApproval(inner, delivery);
    if (problems.some((problem) => problem.isBlocking))
      throw new AppError("invalid", "deliveries.errors.hasProblems");
    const [asked] = await tx
      .insert(deliveryApprovals)
      .values({
        tenantId: ctx.tenantId,
        deliveryId: id,
        ...plan,
        recipients: audience.recipients,
        note,
        locale,
        requestedBy: ctx.actor.id,
        requestedByName: ctx.actor.name,
      })
      .returning();
    if (!asked) throw new Error("approval was not asked for");
    await tx.update(deliveries).set({ failure: null }).where(isDelivery(ctx, id));
    const { people } = await readDeciders(inner, delivery, asked);
    if (people.length === 0) throw new AppError("conflict", "approvals.errors.nobody");
    const told = people.filter((person) => person.id !== ctx.actor.id);
    await tell(tx, asked, "requested", locale, told);
    await audit(tx, ctx, "approvalRequested", asked, {
      name: delivery.name,
      before: { approval: null },
      after: { approval: asked.state, ...planText(plan), fingerprint: asked.fingerprint },
      recipients: asked.recipients,
      note,
    });
  });
}

/** Approves what was asked for and nothing else; with `isStarted` it is also sent, or scheduled, as it was planned. */
export async function approveDelivery(
  ctx: TenantContext,
  { id, approvalId, isStarted }: ApproveDeliveryInput,
): Promise<void> {
  authorize(ctx, "deliveries:approve");
  if (isStarted) authorize(ctx, "deliveries:send");
  await refusingOther(() =>
    transaction(ctx, async (tx, inner) => {
      const { delivery, asked } = await lockAsked(tx, ctx, { id, approvalId }, ["requested"]);
      demandTime(asked);
      const { isCaller, isSole } = await readDeciders(inner, delivery, asked);
      if (!isCaller) throw new AppError("not_permitted", "approvals.errors.own");
      await settle(tx, ctx, asked, { state: "approved", isSole });
      await audit(tx, ctx, "approved", asked, {
        name: delivery.name,
        before: { approval: asked.state },
        after: { approval: "approved", isSole, fingerprint: asked.fingerprint },
      });
      await tellAsker(tx, ctx, asked, "approved");
      if (isStarted) await handOver(inner, { id, version: null }, asked);
    }),
  );
}

/** Gives the delivery back to its author with the reason. Whoever could approve it may; so may who asked or wrote, as it sends nothing. */
export async function returnDelivery(
  ctx: TenantContext,
  { id, approvalId, reason }: ReturnDeliveryInput,
): Promise<void> {
  authorize(ctx, "deliveries:approve");
  await transaction(ctx, async (tx) => {
    const { delivery, asked } = await lockAsked(tx, ctx, { id, approvalId }, ["requested"]);
    await settle(tx, ctx, asked, { state: "returned", reason });
    await audit(tx, ctx, "approvalReturned", asked, {
      name: delivery.name,
      before: { approval: asked.state },
      after: { approval: "returned", reason },
    });
    await tellAsker(tx, ctx, asked, "returned");
  });
}

/** Takes the request back, or gives the approval up, so that the delivery can be changed again. */
export async function withdrawApproval(
  ctx: TenantContext,
  { id, approvalId }: ApprovalInput,
): Promise<void> {
  authorize(ctx, "deliveries:write");
  await transaction(ctx, async (tx) => {
    const { delivery, asked } = await lockAsked(tx, ctx, { id, approvalId }, openStates);
    await settle(tx, ctx, asked, { state: "withdrawn" });
    await audit(tx, ctx, "approvalWithdrawn", asked, {
      name: delivery.name,
      before: { approval: asked.state },
      after: { approval: "withdrawn" },
    });
  });
}

/** Sends, or schedules, what was approved as it was planned. */
export async function startApproved(
  ctx: TenantContext,
  { id, approvalId }: ApprovalInput,
): Promise<void> {
  authorize(ctx, "deliveries:send");
  await transaction(ctx, async (tx, inner) => {
    const { asked } = await lockAsked(tx, ctx, { id, approvalId }, ["approved"]);
    demandTime(asked);
    await handOver(inner, { id, version: null }, asked);
  });
}

/** The delivery and what was asked for it, both locked in this order; `conflict` when it has been answered meanwhile. */
async function lockAsked(
  tx: Transaction,
  ctx: TenantContext,
  { id, approvalId }: ApprovalInput,
  states: ApprovalState[],
) {
  const delivery = await lockDelivery(tx, ctx, id, "schedule");
  const [asked] = await tx
    .select()
    .from(deliveryApprovals)
    .where(
      and(
        eq(deliveryApprovals.tenantId, ctx.tenantId),
        eq(deliveryApprovals.deliveryId, id),
        eq(deliveryApprovals.id, approvalId),
        inArray(deliveryApprovals.state, states),
      ),
    )
    .for("update");
  if (!asked) throw new AppError("conflict", "approvals.errors.movedOn");
  return { delivery, asked };
}

function demandTime({ startsAt }: Plan): void {
  if (startsAt && startsAt <= new Date()) throw new AppError("conflict", "approvals.errors.late");
}

/** The database compares what was asked for with what would be sent now, and who decides with who asked and wrote. */
async function refusingOther<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isCheckViolation(error, "delivery_approvals_changed"))
      throw new AppError("conflict", "approvals.errors.changed");
    if (isCheckViolation(error, "delivery_approvals_four_eyes"))
      throw new AppError("not_permitted", "approvals.errors.own");
    throw error;
  }
}

type Settled = Pick<Row, "state"> & Partial<Pick<Row, "reason" | "isSole">>;

async function settle(tx: Transaction, ctx: TenantContext, asked: Row, change: Settled) {
  const isDecision = change.state === "approved" || change.state === "returned";
  await tx
    .update(deliveryApprovals)
    .set({ ...change, ...(isDecision && { decidedByName: ctx.actor.name }) })
    .where(and(eq(deliveryApprovals.tenantId, ctx.tenantId), eq(deliveryApprovals.id, asked.id)));
}

const planText = ({ startsAt, bestHoursUntil }: Plan) => ({
  startsAt: startsAt && toJstIso(startsAt),
  bestHoursUntil: bestHoursUntil && toJstIso(bestHoursUntil),
});

const audit = (
  tx: Transaction,
  ctx: TenantContext,
  verb: string,
  { id, deliveryId }: Row,
  details: Record<string, unknown>,
): Promise<void> =>
  recordAudit(tx, ctx, {
    action: `delivery.${verb}`,
    targetType: "delivery",
    targetId: deliveryId,
    details: { approvalId: id, ...details },
  });

/** Whoever decided on their own request knows it. */
async function tellAsker(tx: Transaction, ctx: TenantContext, asked: Row, kind: ApprovalMailKind) {
  const { requestedBy, locale } = asked;
  if (requestedBy && requestedBy !== ctx.actor.id)
    await tell(tx, asked, kind, locale, [{ id: requestedBy }]);
}

async function tell(
  tx: Transaction,
  { tenantId, id: approvalId }: Row,
  kind: ApprovalMailKind,
  locale: Locale,
  people: readonly { id: string }[],
): Promise<void> {
  for (const { id: userId } of people)
    await enqueue(tx, "approvals.tell", { tenantId, approvalId, userId, kind, locale });
}
