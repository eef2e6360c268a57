import "server-only";
import { and, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { groups, tags } from "@/db/schema/addresses";
import { type Audience, deliveries, type MissedKind, senders } from "@/db/schema/deliveries";
import { beyond, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { readApprovalStates, waitsForApproval } from "@/lib/approvals/queries";
import type { ApprovalState } from "@/lib/approvals/rules";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { encodeCursor } from "@/lib/cursor";
import { sumDeliveries } from "@/lib/delivery-totals/queries";
import { type DayRange, type DeliveryTotals, noTotals } from "@/lib/delivery-totals/rules";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import { type DeliveryState, type DeliveryTab, deliveryTabs, tabStates } from "./rules";

/** An audience with the names of what it points to; names of things deleted since are left out. */
export type AudienceNames = (
  | { kind: "everyone" }
  | { kind: "group"; name: string | null }
  | { kind: "tags"; match: "any" | "all"; names: string[] }
  | { kind: "missed"; name: string | null; kinds: MissedKind[] }
) & { needsConsent?: boolean | undefined };

export type DeliverySummary = {
  id: string;
  name: string;
  subject: string;
  state: DeliveryState;
  audience: AudienceNames;
  /** How far the approval of a draft is. */
  approval: ApprovalState | null;
  /** When it starts, started, or was last edited. */
  at: Date;
  totals: DeliveryTotals;
};

export type DeliveryFilter = DayRange & {
  tab: DeliveryTab;
  q: string;
  after?: string | undefined;
};
export type DeliveryPage = { deliveries: DeliverySummary[]; next: string | null };

const pageSize = 50;

/** Deliveries from the newest on, with their totals. */
export async function listDeliveries(
  ctx: TenantContext,
  filter: DeliveryFilter,
  limit = pageSize,
): Promise<DeliveryPage> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx, inner) => {
    const found = await tx
      .select({
        id: deliveries.id,
        name: deliveries.name,
        subject: deliveries.subject,
        state: deliveries.state,
        audience: deliveries.audience,
        startedAt: deliveries.startedAt,
        scheduledAt: deliveries.scheduledAt,
        updatedAt: deliveries.updatedAt,
        position: timePosition(deliveries.createdAt),
      })
      .from(deliveries)
      .where(and(eq(deliveries.tenantId, ctx.tenantId), ...filterConditions(filter)))
      .orderBy(desc(deliveries.createdAt), desc(deliveries.id))
      .limit(limit + 1);
    const rows = found.slice(0, limit);
    const names = await nameAudiences(
      tx,
      ctx.tenantId,
      rows.map((row) => row.audience),
    );
    const totals = await sumDeliveries(
      inner,
      rows.map((row) => row.id),
    );
    const drafts = rows.filter(({ state }) => state === "draft").map(({ id }) => id);
    const approvals = await readApprovalStates(inner, drafts);
    const last = rows.at(-1);
    return {
      deliveries: rows.map((row) => ({
        id: row.id,
        name: row.name,
        subject: row.subject,
        state: row.state,
        audience: names(row.audience),
        approval: approvals.get(row.id) ?? null,
        at: row.startedAt ?? row.scheduledAt ?? row.updatedAt,
        totals: totals.get(row.id) ?? noTotals,
      })),
      next: found.length > limit && last ? encodeCursor([last.position, last.id]) : null,
    };
  });
}

/** When it started, else when it is to start, else when it was last edited. */
const shownAt = sql`coalesce(${deliveries.startedAt}, ${deliveries.scheduledAt}, ${deliveries.updatedAt})`;

function filterConditions({ tab, q, from, to, after }: DeliveryFilter): SQL[] {
  const conditions = [inArray(deliveries.state, [...tabStates[tab]])];
  if (tab === "approval") conditions.push(waitsForApproval);
  if (from) conditions.push(sql`${shownAt} >= ${`${from}T00:00:00+09:00`}::timestamptz`);
  if (to)
    conditions.push(sql`${shownAt} < ${`${to}T00:00:00+09:00`}::timestamptz + interval '1 day'`);
  const term = q.normalize("NFKC").trim().toLowerCase();
  if (term) {
    conditions.push(sql`(strpos(lower(normalize(${deliveries.name}, nfkc)), ${term}) > 0
      or strpos(lower(normalize(${deliveries.subject}, nfkc)), ${term}) > 0)`);
  }
  const rest = beyond(deliveries.createdAt, deliveries.id, after);
  if (rest) conditions.push(rest);
  return conditions;
}

/** How many deliveries each tab holds. */
export async function countDeliveries(ctx: TenantContext): Promise<Record<DeliveryTab, number>> {
  authorize(ctx, "deliveries:read");
  const ofTenant = eq(deliveries.tenantId, ctx.tenantId);
  const isWaiting = and(ofTenant, eq(deliveries.state, "draft"), waitsForApproval);
  const [rows, waiting] = await readTransaction(ctx, async (tx) => [
    await tx
      .select({ state: deliveries.state, count: sql<number>`count(*)`.mapWith(Number) })
      .from(deliveries)
      .where(ofTenant)
      .groupBy(deliveries.state),
    await tx.$count(deliveries, isWaiting),
  ]);
  const countOf = (tab: DeliveryTab) =>
    tab === "approval"
      ? waiting
      : rows.reduce((sum, row) => sum + (tabStates[tab].includes(row.state) ? row.count : 0), 0);
  return Object.fromEntries(deliveryTabs.map((tab) => [tab, countOf(tab)])) as Record<
    DeliveryTab,
    number
  >;
}

/** One delivery with its sender and the names of its audience. */
export async function getDelivery(ctx: TenantContext, id: string) {
  authorize(ctx, "deliveries:read");
  if (!isUuid(id)) throw notFound();
  return readTransaction(ctx, async (tx) => {
    const [found] = await tx
      .select({ delivery: deliveries, sender: { name: senders.name, email: senders.email } })
      .from(deliveries)
      .leftJoin(
        senders,
        and(eq(senders.tenantId, deliveries.tenantId), eq(senders.id, deliveries.senderId)),
      )
      .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, id)));
    if (!found) throw notFound();
    const { delivery, sender } = found;
    const names = await nameAudiences(tx, ctx.tenantId, [delivery.audience]);
    return {
      ...delivery,
      version: delivery.updatedAt.toISOString(),
      sender: delivery.frozen?.from ?? sender,
      audienceNames: names(delivery.audience),
    };
  });
}

export type DeliveryDetail = Awaited<ReturnType<typeof getDelivery>>;

async function nameAudiences(tx: Transaction, tenantId: string, audiences: Audience[]) {
  const groupIds = audiences.flatMap((one) => (one.kind === "group" ? [one.groupId] : []));
  const tagIds = audiences.flatMap((one) => (one.kind === "tags" ? one.tagIds : []));
  const deliveryIds = audiences.flatMap((one) => (one.kind === "missed" ? [one.deliveryId] : []));
  const found = [
    ...(deliveryIds.length ? await namesOf(tx, deliveries, tenantId, deliveryIds) : []),
    ...(groupIds.length ? await namesOf(tx, groups, tenantId, groupIds) : []),
    ...(tagIds.length ? await namesOf(tx, tags, tenantId, tagIds) : []),
  ];
  const names = new Map(found.map(({ id, name }) => [id, name]));
  return (audience: Audience): AudienceNames => {
    const { needsConsent } = audience;
    if (audience.kind === "everyone") return audience;
    if (audience.kind === "group")
      return { kind: "group", name: names.get(audience.groupId) ?? null, needsConsent };
    if (audience.kind === "missed") {
      const { kinds, deliveryId } = audience;
      return { kind: "missed", name: names.get(deliveryId) ?? null, kinds, needsConsent };
    }
    const known = audience.tagIds.flatMap((id) => names.get(id) ?? []);
    return { kind: "tags", match: audience.match, names: known, needsConsent };
  };
}

function namesOf(
  tx: Transaction,
  table: typeof groups | typeof tags | typeof deliveries,
  tenantId: string,
  ids: string[],
) {
  return tx
    .select({ id: table.id, name: table.name })
    .from(table)
    .where(and(eq(table.tenantId, tenantId), inArray(table.id, [...new Set(ids)])));
}
