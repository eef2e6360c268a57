import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { deliveries, type FrozenDelivery } from "@/db/schema/deliveries";
import { setTagScope, transaction } from "@/db/transaction";
import { batchSize } from "@/db/values";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { unlessMissing } from "@/lib/errors";
import { lacksApproval, returnUnapproved } from "./approval";
import { type Failure, freezeDelivery } from "./freeze";
import { canaryBatches, canaryMinutes } from "./guard-rules";
import { cancelQueuedRecipients } from "./mutations";
import { placesOf } from "./places";
import { audienceCondition } from "./queries";
import { emailFields, nameFields, templateFields } from "./rules";
import { leaveSending } from "./wake";

export const prepareChunk = 50_000;

type Delivery = typeof deliveries.$inferSelect;
/** `more`: another chunk waits; `busy`: another worker prepares it; `left`: not to be prepared (any more). */
export type Preparation = "more" | "ready" | "busy" | "left";

/** Takes preparation one transaction further: freezes the content first, then turns addresses into recipients. */
export async function prepareNext(
  ctx: TenantContext,
  deliveryId: string,
  chunkSize = prepareChunk,
): Promise<Preparation> {
  authorize(ctx, "deliveries:send");
  return transaction(ctx, async (tx, inner) => {
    const delivery = await lockDelivery(tx, ctx, deliveryId);
    if (!delivery) return "busy";
    // Whoever made the delivery was limited to these tags: from here on no other address exists.
    if (delivery.tagScope) await setTagScope(tx, delivery.tagScope);
    if (delivery.state === "scheduled") return start(tx, inner, delivery);
    if (delivery.state !== "preparing" || !delivery.frozen) return "left";
    if (delivery.resendOf) await queueBehindOtherResends(tx, ctx, delivery.resendOf);
    const condition = await unlessMissing(
      audienceCondition(inner, delivery.audience, delivery.frozen.expression),
    );
    if (!condition) return fail(tx, inner, delivery, "group");
    return prepareRows(tx, { ...delivery, frozen: delivery.frozen }, condition, chunkSize);
  });
}

/** Batches whose claims would suffer from plans made for an empty table. */
const manyBatches = 20;

/** Tells the planner about the new recipients of a delivery that is not small. */
export async function refreshStatistics(ctx: TenantContext, deliveryId: string): Promise<void> {
  authorize(ctx, "deliveries:send");
  await transaction(ctx, (tx) =>
    tx.execute(sql`select refresh_sending_statistics() from deliveries
      where tenant_id = ${ctx.tenantId} and id = ${deliveryId} and prepared_batches >= ${manyBatches}`),
  );
}

async function lockDelivery(tx: Transaction, ctx: TenantContext, id: string) {
  const [delivery] = await tx
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, id)))
    .for("update", { skipLocked: true });
  return delivery;
}

/** Two deliveries in place of the same one see each other's recipients: nobody is in both. */
async function queueBehindOtherResends(tx: Transaction, ctx: TenantContext, originalId: string) {
  await tx
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(eq(deliveries.tenantId, ctx.tenantId), eq(deliveries.id, originalId)))
    .for("no key update");
}

async function start(
  tx: Transaction,
  ctx: TenantContext,
  delivery: Delivery,
): Promise<Preparation> {
  if (await lacksApproval(tx, ctx, delivery)) {
    await returnUnapproved(tx, ctx, delivery);
    return "left";
  }
  const frozen = await freezeDelivery(tx, ctx, delivery);
  if (typeof frozen === "string") return fail(tx, ctx, delivery, frozen);
  await change(tx, delivery, { state: "preparing", frozen, startedAt: new Date() });
  return "more";
}

async function fail(
  tx: Transaction,
  ctx: TenantContext,
  delivery: Delivery,
  failure: Failure,
): Promise<Preparation> {
  await change(tx, delivery, { state: "failed", failure, finishedAt: new Date() });
  await cancelQueuedRecipients(tx, delivery.tenantId, delivery.id);
  await leaveSending(tx, delivery.tenantId, delivery.id);
  await recordAudit(tx, ctx, {
    action: "delivery.failed",
    targetType: "delivery",
    targetId: delivery.id,
    details: { before: { state: "preparing" }, after: { state: "failed", failure } },
  });
  return "left";
}

async function prepareRows(
  tx: Transaction,
  delivery: Delivery & { frozen: FrozenDelivery },
  condition: SQL,
  chunkSize: number,
): Promise<Preparation> {
  const [result] = await tx.execute<{ rows: number; batches: number; last: string | null }>(
    insertChunk(delivery, condition, chunkSize),
  );
  const isDone = !result || result.rows < chunkSize;
  const preparedBatches = delivery.preparedBatches + (result?.batches ?? 0);
  if (isDone && delivery.isCanary) await holdBehindCanary(tx, delivery, preparedBatches);
  await change(tx, delivery, {
    preparedUntil: result?.last ?? delivery.preparedUntil,
    preparedBatches,
    ...(isDone && { state: "sending" as const }),
  });
  return isDone ? "ready" : "more";
}

/** The rest waits for what becomes of the first part; a bounce spike in between stops the delivery. */
async function holdBehindCanary(
  tx: Transaction,
  { tenantId, id }: Delivery,
  count: number,
): Promise<void> {
  await tx.execute(sql`
    with ordered as materialized (
      select batch_no, run_at, sum(audience) over (order by run_at, batch_no) - audience as before from batches
      where tenant_id = ${tenantId} and delivery_id = ${id}
    ), ahead as materialized (
      select batch_no, run_at from ordered where before < ${canaryBatches(count) * batchSize}
    ), held as (
      select greatest(clock_timestamp(), max(run_at)) + ${canaryMinutes}::int * interval '1 minute' as until from ahead
    )
    update batches b set run_at = greatest(b.run_at, held.until) from held
    where b.tenant_id = ${tenantId} and b.delivery_id = ${id}
      and b.batch_no not in (select batch_no from ahead)`);
}

function insertChunk(
  delivery: Delivery & { frozen: FrozenDelivery },
  condition: SQL,
  chunkSize: number,
): SQL {
  const { tenantId, id, preparedUntil, preparedBatches, frozen } = delivery;
  const after = preparedUntil ? sql`addresses.id > ${preparedUntil}` : sql`true`;
  const places = placesOf(tenantId, frozen);
  return sql`
    with chunk as materialized (
      select addresses.id, addresses.email, addresses.name, addresses.attributes from addresses
      where addresses.tenant_id = ${tenantId} and ${after} and ${condition}
      order by addresses.id limit ${chunkSize}
    ), ${places.tables} numbered as materialized (
      select chunk.id, chunk.email, s.reason, ${mergeExpression(frozen)} as merge,
        (${preparedBatches}::int + 1 + ${places.batch})::int as batch_no, ${places.plannedAt} as planned_at
      from chunk ${places.join} left join suppressions s on s.tenant_id = ${tenantId} and s.email = chunk.email
    ), new_batches as (
      insert into batches (tenant_id, delivery_id, batch_no, state, audience, queued, suppressed, planned_at,
        run_at)
      select ${tenantId}::uuid, ${id}::uuid, batch_no,
        case when count(*) = count(reason) then 'done' else 'queued' end,
        count(*), count(*) - count(reason), count(reason), min(planned_at), coalesce(min(planned_at), now())
      from numbered group by batch_no
    ), new_recipients as (
      insert into recipients (tenant_id, delivery_id, batch_no, address_id, email, merge, state, reason)
      select ${tenantId}::uuid, ${id}::uuid, batch_no, numbered.id, email, merge,
        case when reason is null then 'queued' else 'suppressed' end, reason
      from numbered
    )
    select count(*)::int as rows, count(distinct batch_no)::int as batches,
      (select id from numbered order by id desc limit 1) as last
    from numbered`;
}

/** The same values as `mergeValues` in rules.ts, for only those fields that the content uses. */
function mergeExpression({ subject, html, text }: FrozenDelivery): SQL {
  const fields = templateFields([subject, html, text]);
  const builtIn = fields.filter((key) => emailFields.includes(key) || nameFields.includes(key));
  const attributes = fields.filter((key) => !builtIn.includes(key));
  const pairs = builtIn.map((key) =>
    emailFields.includes(key) ? sql`${key}::text, chunk.email` : sql`${key}::text, chunk.name`,
  );
  return sql`jsonb_build_object(${sql.join(pairs, sql`, `)}) || coalesce((
    select jsonb_object_agg(k.key, chunk.attributes ->> k.key)
    from unnest(${sql.param(attributes)}::text[]) as k(key)
    where chunk.attributes ->> k.key is not null), '{}'::jsonb)`;
}

async function change(
  tx: Transaction,
  delivery: Delivery,
  values: Partial<typeof deliveries.$inferInsert>,
): Promise<void> {
  await tx
    .update(deliveries)
    .set({ ...values, updatedAt: new Date() })
    .where(and(eq(deliveries.tenantId, delivery.tenantId), eq(deliveries.id, delivery.id)));
}
