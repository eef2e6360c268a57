import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { groups } from "@/db/schema/addresses";
import { type Audience, batches, type MissedKind } from "@/db/schema/deliveries";
import { readTransaction } from "@/db/transaction";
import type { recipientStates, suppressionReasons } from "@/db/values";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { consentCondition } from "@/lib/consents/queries";
import { notFound } from "@/lib/errors";
import { expressionCondition } from "@/lib/groups/queries";
import { expressionSchema } from "@/lib/groups/schema";

export type SuppressionReason = (typeof suppressionReasons)[number];
export type Ledger = Record<(typeof recipientStates)[number], number> & { audience: number };
export type AudienceCount = {
  /** Addresses in the audience, with those that are suppressed. */
  total: number;
  suppressed: { reason: SuppressionReason; count: number }[];
  /** Addresses that would be mailed now. */
  recipients: number;
};
export type Exclusion = {
  addressId: string;
  email: string;
  name: string;
  reason: SuppressionReason;
  since: Date;
};

/**
 * A condition on the table `addresses` that holds for the audience; `frozen` stands for its group's conditions where they
 * are settled. Throws `not_found` when the group is gone.
 */
export async function audienceCondition(
  ctx: TenantContext,
  audience: Audience,
  frozen?: unknown,
): Promise<SQL> {
  authorize(ctx, "deliveries:read");
  const chosen = await chosenCondition(ctx, audience, frozen);
  return audience.needsConsent ? sql`(${chosen} and ${consentCondition("recorded")})` : chosen;
}

async function chosenCondition(
  ctx: TenantContext,
  audience: Audience,
  frozen: unknown,
): Promise<SQL> {
  if (audience.kind === "everyone") return sql`true`;
  if (audience.kind === "tags") return tagsCondition(ctx.tenantId, audience);
  if (audience.kind === "missed") return missedCondition(ctx.tenantId, audience);
  return readTransaction(ctx, async (tx) => {
    const [group] = await tx
      .select({ expression: groups.expression })
      .from(groups)
      .where(and(eq(groups.tenantId, ctx.tenantId), eq(groups.id, audience.groupId)));
    if (!group) throw notFound();
    return expressionCondition(ctx.tenantId, expressionSchema.parse(frozen ?? group.expression));
  });
}

function tagsCondition(tenantId: string, audience: Extract<Audience, { kind: "tags" }>): SQL {
  if (audience.tagIds.length === 0) return sql`false`;
  const has = (tagIds: string[]) => sql`addresses.id in (
    select t.address_id from address_tags t
    where t.tenant_id = ${tenantId} and t.tag_id = any(${sql.param(tagIds)}::uuid[]))`;
  if (audience.match === "any") return has(audience.tagIds);
  return sql`(${sql.join(
    audience.tagIds.map((tagId) => has([tagId])),
    sql` and `,
  )})`;
}

/** What each way of having been missed means for a row of `recipients r`. */
export const missedConditions: Record<MissedKind, SQL> = {
  failed: sql`r.state = 'failed'`,
  softBounced: sql`(r.state = 'bounced' and starts_with(r.reason, 'softBounce'))`,
  unknown: sql`r.state = 'unknown'`,
  cancelled: sql`r.state = 'cancelled'`,
  notOpened: sql`(r.state in ('accepted', 'delivered') and r.opened_at is null and r.clicked_at is null)`,
};

/** Holds for a row of `recipients r` whom no other delivery has been sent to in place of this one. */
export const isNotResent = sql`not exists (
  select 1 from recipients x join deliveries d on d.tenant_id = x.tenant_id and d.id = x.delivery_id
  where x.tenant_id = r.tenant_id and x.address_id = r.address_id and d.resend_of = r.delivery_id
    and x.state in ('queued', 'sending', 'accepted', 'delivered', 'unknown'))`;

function missedCondition(
  tenantId: string,
  { deliveryId, kinds }: Extract<Audience, { kind: "missed" }>,
): SQL {
  const wanted = sql.join(
    kinds.map((kind) => missedConditions[kind]),
    sql` or `,
  );
  return sql`addresses.id in (
    select r.address_id from recipients r
    where r.tenant_id = ${tenantId} and r.delivery_id = ${deliveryId} and (${wanted})
      and ${isNotResent})`;
}

/** How many addresses a delivery to the audience would reach now, and how many are left out for which reason. */
export async function countAudience(
  ctx: TenantContext,
  audience: Audience,
): Promise<AudienceCount> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx, inner) => {
    const condition = await audienceCondition(inner, audience);
    const rows = await tx.execute<{ reason: SuppressionReason | null; count: string }>(sql`
      select s.reason, count(*) as count from addresses
      left join suppressions s on s.tenant_id = ${ctx.tenantId} and s.email = addresses.email
      where addresses.tenant_id = ${ctx.tenantId} and ${condition}
      group by s.reason`);
    const counts = rows.map(({ reason, count }) => ({ reason, count: Number(count) }));
    return {
      total: counts.reduce((sum, { count }) => sum + count, 0),
      recipients: counts.find(({ reason }) => reason === null)?.count ?? 0,
      suppressed: counts.flatMap(({ reason, count }) => (reason ? [{ reason, count }] : [])),
    };
  });
}

/** Suppressed addresses inside the audience, by id; pass the last `addressId` as `after` for the next page. */
export async function listExclusions(
  ctx: TenantContext,
  audience: Audience,
  page: { after?: string; limit?: number } = {},
): Promise<Exclusion[]> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx, inner) => {
    const condition = await audienceCondition(inner, audience);
    const next = page.after ? sql`addresses.id > ${page.after}` : sql`true`;
    const rows = await tx.execute<Omit<Exclusion, "since"> & { since: string }>(sql`
      select addresses.id as "addressId", addresses.email, addresses.name, s.reason,
        s.created_at as since
      from addresses
      join suppressions s on s.tenant_id = ${ctx.tenantId} and s.email = addresses.email
      where addresses.tenant_id = ${ctx.tenantId} and ${next} and ${condition}
      order by addresses.id limit ${page.limit ?? 50}`);
    return rows.map((row) => ({ ...row, since: new Date(row.since) }));
  });
}

/** The delivery's ledger; its parts always add up to the audience. */
export async function getLedger(ctx: TenantContext, deliveryId: string): Promise<Ledger> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, (tx) => sumLedger(tx, ctx.tenantId, deliveryId));
}

async function sumLedger(tx: Transaction, tenantId: string, deliveryId: string): Promise<Ledger> {
  const sum = (column: (typeof batches)[keyof Ledger]) =>
    sql<number>`coalesce(sum(${column}), 0)`.mapWith(Number);
  const [ledger] = await tx
    .select({
      audience: sum(batches.audience),
      queued: sum(batches.queued),
      sending: sum(batches.sending),
      accepted: sum(batches.accepted),
      delivered: sum(batches.delivered),
      bounced: sum(batches.bounced),
      failed: sum(batches.failed),
      suppressed: sum(batches.suppressed),
      cancelled: sum(batches.cancelled),
      unknown: sum(batches.unknown),
    })
    .from(batches)
    .where(and(eq(batches.tenantId, tenantId), eq(batches.deliveryId, deliveryId)));
  if (!ledger) throw notFound();
  return ledger;
}
