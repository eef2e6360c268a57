import "server-only";
import { and, asc, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { deliveries } from "@/db/schema/deliveries";
import { deliveryApprovals } from "@/db/schema/delivery-approvals";
import { timeAt, timePosition } from "@/db/time-position";
import { readTransaction, setTagScope } from "@/db/transaction";
import { listApprovers } from "@/lib/approvers/queries";
import { authorize, can, type TenantContext } from "@/lib/auth/context";
import { checkDraft, type DraftCheck } from "@/lib/composing/queries";
import { type ApprovalState, openStates } from "./rules";

const historyMost = 50;
const waitingShown = 5;

const columns = {
  id: deliveryApprovals.id,
  deliveryId: deliveryApprovals.deliveryId,
  state: deliveryApprovals.state,
  startsAt: deliveryApprovals.startsAt,
  bestHoursUntil: deliveryApprovals.bestHoursUntil,
  recipients: deliveryApprovals.recipients,
  note: deliveryApprovals.note,
  locale: deliveryApprovals.locale,
  requestedBy: deliveryApprovals.requestedBy,
  requestedByName: deliveryApprovals.requestedByName,
  requestedAt: deliveryApprovals.requestedAt,
  authorId: deliveryApprovals.authorId,
  decidedBy: deliveryApprovals.decidedBy,
  decidedByName: deliveryApprovals.decidedByName,
  decidedAt: deliveryApprovals.decidedAt,
  reason: deliveryApprovals.reason,
  endedAt: deliveryApprovals.endedAt,
  isSole: deliveryApprovals.isSole,
};

const ofTenant = (ctx: TenantContext) => eq(deliveryApprovals.tenantId, ctx.tenantId);
const ofItsDelivery = and(
  eq(deliveries.tenantId, deliveryApprovals.tenantId),
  eq(deliveries.id, deliveryApprovals.deliveryId),
);

/** What was asked for a delivery and how it ended, the newest first; `isCurrent` while what would be sent is still the same. */
export async function listApprovals(ctx: TenantContext, deliveryId: string) {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        ...columns,
        isCurrent: sql<boolean>`${inArray(deliveryApprovals.state, openStates)}
          and ${deliveryApprovals.fingerprint} = delivery_fingerprint(${deliveries})`,
      })
      .from(deliveryApprovals)
      .innerJoin(deliveries, ofItsDelivery)
      .where(and(ofTenant(ctx), eq(deliveryApprovals.deliveryId, deliveryId)))
      .orderBy(desc(deliveryApprovals.requestedAt), desc(deliveryApprovals.id))
      .limit(historyMost),
  );
}

export type Approval = Awaited<ReturnType<typeof listApprovals>>[number];

/** One request with the name of its delivery, for the mails about it; null when it is gone. */
export async function findApproval(ctx: TenantContext, approvalId: string) {
  authorize(ctx, "deliveries:read");
  const [found] = await readTransaction(ctx, (tx) =>
    tx
      .select({ ...columns, deliveryName: deliveries.name })
      .from(deliveryApprovals)
      .innerJoin(deliveries, ofItsDelivery)
      .where(and(ofTenant(ctx), eq(deliveryApprovals.id, approvalId))),
  );
  return found ?? null;
}

export type ApprovalOfDelivery = NonNullable<Awaited<ReturnType<typeof findApproval>>>;

type Draft = Parameters<typeof checkDraft>[1] & { tagScope: readonly string[] | null };

/** The check of a draft for the addresses it is limited to, as sending makes it. */
export async function checkForApproval(ctx: TenantContext, draft: Draft): Promise<DraftCheck> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx, inner) => {
    if (draft.tagScope && !ctx.tagScope) await setTagScope(tx, draft.tagScope);
    return checkDraft(inner, draft);
  });
}

const isWaiting = and(eq(deliveryApprovals.state, "requested"), eq(deliveries.state, "draft"));

/** Holds for a row of `deliveries` that waits for an answer. */
export const waitsForApproval = sql`exists (select from delivery_approvals a where a.tenant_id = ${deliveries.tenantId}
  and a.delivery_id = ${deliveries.id} and a.state = 'requested')`;

/** What waits for the caller's decision: how many, and those that wait longest. */
export async function listWaiting(ctx: TenantContext) {
  authorize(ctx, "deliveries:read");
  if (!can(ctx, "deliveries:approve")) return { count: 0, approvals: [] };
  return readTransaction(ctx, async (tx, inner) => {
    const isAlone = (await listApprovers(inner, null)).length === 1;
    const condition = and(
      ofTenant(ctx),
      isWaiting,
      isAlone ? undefined : isOthers(ctx),
      inScope(ctx),
    );
    const found = await tx
      .select({ ...columns, deliveryName: deliveries.name })
      .from(deliveryApprovals)
      .innerJoin(deliveries, ofItsDelivery)
      .where(condition)
      .orderBy(asc(deliveryApprovals.requestedAt), asc(deliveryApprovals.id))
      .limit(waitingShown);
    const [row] = await tx
      .select({ count: sql<number>`count(*)::int` })
      .from(deliveryApprovals)
      .innerJoin(deliveries, ofItsDelivery)
      .where(condition);
    return { count: row?.count ?? 0, approvals: found };
  });
}

export type Waiting = Awaited<ReturnType<typeof listWaiting>>;

const isOthers = ({ actor }: TenantContext): SQL =>
  sql`${deliveryApprovals.requestedBy} is distinct from ${actor.id} and ${deliveryApprovals.authorId} is distinct from ${actor.id}`;

const inScope = ({ tagScope }: TenantContext): SQL | undefined =>
  tagScope ? sql`${deliveries.tagScope} <@ ${sql.param([...tagScope])}::uuid[]` : undefined;

/** How far the approval of each draft among the deliveries is; those without one are not in the answer. */
export async function readApprovalStates(
  ctx: TenantContext,
  ids: readonly string[],
): Promise<Map<string, ApprovalState>> {
  authorize(ctx, "deliveries:read");
  if (ids.length === 0) return new Map();
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .selectDistinctOn([deliveryApprovals.deliveryId], {
        deliveryId: deliveryApprovals.deliveryId,
        state: deliveryApprovals.state,
      })
      .from(deliveryApprovals)
      .where(and(ofTenant(ctx), inArray(deliveryApprovals.deliveryId, [...ids])))
      .orderBy(deliveryApprovals.deliveryId, desc(deliveryApprovals.requestedAt)),
  );
  return new Map(rows.map(({ deliveryId, state }) => [deliveryId, state]));
}

/** A page of all approvals in the order in which they were asked for, for evidence. */
export async function listAllApprovals(ctx: TenantContext, last: Place, size: number) {
  authorize(ctx, "deliveries:read");
  const key = sql`(${deliveryApprovals.requestedAt}, ${deliveryApprovals.id})`;
  const later = last && sql`${key} > (${timeAt(last.position)}, ${last.id}::uuid)`;
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        ...columns,
        fingerprint: deliveryApprovals.fingerprint,
        deliveryName: deliveries.name,
        position: timePosition(deliveryApprovals.requestedAt),
      })
      .from(deliveryApprovals)
      .innerJoin(deliveries, ofItsDelivery)
      .where(and(ofTenant(ctx), later ?? undefined))
      .orderBy(asc(deliveryApprovals.requestedAt), asc(deliveryApprovals.id))
      .limit(size),
  );
}

type Place = { id: string; position: string } | null;
