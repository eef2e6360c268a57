import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { transaction } from "@/db/transaction";
import { authorize, contextForJob, type TenantContext } from "@/lib/auth/context";
import { learnHours } from "@/lib/best-hours/mutations";
import { enqueue } from "@/lib/queue/enqueue";
import { type EventSummary, type ProviderEvent, summarizeEvents } from "./event-rules";
import { stopWhenHarmful } from "./guard";
import { recountBatches } from "./recount";
import { type ProviderEventInput, providerEventSchema } from "./schema";

const mostAtOnce = 500;

/**
 * Stores a verified event raw, once per id, with the job that applies it and what else belongs to it. False: not about
 * a recipient of ours.
 */
export async function storeProviderEvent(
  id: string,
  payload: unknown,
  onStored?: (tx: Transaction) => Promise<unknown>,
): Promise<boolean> {
  const event = providerEventSchema.safeParse(payload);
  if (!event.success) return false;
  const { tags } = event.data.data;
  return transaction(contextForJob(tags.tenant, "sending.events"), async (tx) => {
    const stored = await insertEvent(tx, id, event.data, payload);
    if (stored) {
      await onStored?.(tx);
      await enqueue(
        tx,
        "sending.apply-events",
        { tenantId: tags.tenant, deliveryId: tags.delivery },
        { jobKey: `sending.apply-events:${tags.tenant}:${tags.delivery}` },
      );
    }
    return stored;
  });
}

async function insertEvent(
  tx: Transaction,
  id: string,
  event: ProviderEventInput,
  payload: unknown,
) {
  const { tenant, delivery, batch, address } = event.data.tags;
  const rows = await tx.execute(sql`
    insert into provider_events
      (tenant_id, id, type, delivery_id, batch_no, address_id, occurred_at, payload)
    select r.tenant_id, ${id}, ${event.type}, r.delivery_id, r.batch_no, r.address_id,
      ${event.created_at.toISOString()}::timestamptz, ${JSON.stringify(payload)}::jsonb
    from recipients r
    where r.tenant_id = ${tenant} and r.delivery_id = ${delivery} and r.batch_no = ${batch}
      and r.address_id = ${address}
    on conflict (tenant_id, id) do nothing returning id`);
  return rows.length > 0;
}

/** Applies what has come in for the delivery; several may run at once. Returns how many events it took. */
export async function applyEvents(ctx: TenantContext, deliveryId: string): Promise<number> {
  authorize(ctx, "deliveries:send");
  let total = 0;
  for (;;) {
    const taken = await transaction(ctx, (tx) => applySome(tx, ctx.tenantId, deliveryId));
    total += taken;
    if (taken > 0) await stopWhenHarmful(ctx, deliveryId);
    if (taken < mostAtOnce) return total;
  }
}

type Pending = { batch_no: number; address_id: string };

async function applySome(tx: Transaction, tenantId: string, deliveryId: string): Promise<number> {
  const pending = await tx.execute<Pending & { id: string }>(sql`
    select id, batch_no, address_id from provider_events
    where tenant_id = ${tenantId} and delivery_id = ${deliveryId} and applied_at is null
    limit ${mostAtOnce} for update skip locked`);
  if (pending.length === 0) return 0;
  const batchNos = [...new Set(pending.map((row) => row.batch_no))];
  await tx.execute(sql`
    select 1 from batches where tenant_id = ${tenantId} and delivery_id = ${deliveryId}
      and batch_no = any(${sql.param(batchNos)}::int[]) order by batch_no for update`);
  const summaries = await summarize(tx, tenantId, deliveryId, pending);
  await writeSummaries(tx, tenantId, deliveryId, summaries);
  await suppress(tx, tenantId, deliveryId, summaries);
  await recountBatches(tx, tenantId, deliveryId, batchNos);
  const ids = pending.map((row) => row.id);
  await learnHours(tx, tenantId, ids);
  await tx.execute(sql`
    update provider_events set applied_at = now()
    where tenant_id = ${tenantId} and id = any(${sql.param(ids)}::text[])`);
  return pending.length;
}

type Summary = Pending & EventSummary & { messageId: string | null };
type StoredEvent = Pending & {
  type: string;
  occurred_at: string;
  bounce: string | null;
  message_id: string | null;
  automatic: string | null;
};

/** From all events of the recipients, not only the new ones: so their order cannot matter. */
async function summarize(
  tx: Transaction,
  tenantId: string,
  deliveryId: string,
  pending: readonly Pending[],
): Promise<Summary[]> {
  const rows = await tx.execute<StoredEvent>(sql`
    select e.batch_no, e.address_id, e.type, e.occurred_at, e.payload #>> '{data,bounce}' as bounce,
      e.payload #>> '{data,email_id}' as message_id, e.payload #>> '{data,automatic}' as automatic
    from provider_events e
    where e.tenant_id = ${tenantId} and e.delivery_id = ${deliveryId}
      and (e.batch_no, e.address_id) in (
        select * from unnest(${sql.param(pending.map((row) => row.batch_no))}::int[],
          ${sql.param(pending.map((row) => row.address_id))}::uuid[]))`);
  const byRecipient = new Map<string, StoredEvent[]>();
  for (const row of rows) {
    const key = `${row.batch_no}:${row.address_id}`;
    byRecipient.set(key, [...(byRecipient.get(key) ?? []), row]);
  }
  return [...byRecipient.values()].flatMap((events) => {
    const [one] = events;
    if (!one) return [];
    const { batch_no, address_id, message_id: messageId } = one;
    return [{ batch_no, address_id, messageId, ...summarizeEvents(events.map(toEvent)) }];
  });
}

function toEvent({ type, occurred_at, bounce, automatic }: StoredEvent): ProviderEvent {
  const event = {
    type,
    at: new Date(occurred_at),
    bounce: null,
    isAutomatic: automatic === "true",
  };
  if (type === "email.suppressed")
    return { ...event, bounce: { isHard: true, message: "Suppressed" } };
  if (type !== "email.bounced") return event;
  const parsed = providerEventSchema.shape.data.shape.bounce.safeParse(
    bounce ? JSON.parse(bounce) : {},
  );
  const { type: kind = "", subType = "", message = "" } = parsed.data ?? {};
  const isHard = kind !== "Transient";
  const said = [subType, message].filter(Boolean).join(" / ");
  return { ...event, bounce: { isHard, message: said } };
}

async function writeSummaries(
  tx: Transaction,
  tenantId: string,
  deliveryId: string,
  summaries: Summary[],
) {
  const rows = JSON.stringify(summaries);
  await tx.execute(sql`
    update recipients r set
      state = coalesce(s.state, r.state),
      reason = case when s.state is null then r.reason else s.reason end,
      message_id = coalesce(s."messageId", r.message_id),
      accepted_at = coalesce(r.accepted_at, s."acceptedAt"),
      delivered_at = s."deliveredAt", bounced_at = s."bouncedAt", complained_at = s."complainedAt",
      opened_at = s."openedAt", opened_automatically = s."openedAutomatically", clicked_at = s."clickedAt", updated_at = now()
    from jsonb_to_recordset(${rows}::jsonb) as s(batch_no int, address_id uuid, state text, reason text,
      "messageId" text, "acceptedAt" timestamptz, "deliveredAt" timestamptz, "bouncedAt" timestamptz,
      "complainedAt" timestamptz, "openedAt" timestamptz, "openedAutomatically" boolean,
      "clickedAt" timestamptz)
    where r.tenant_id = ${tenantId} and r.delivery_id = ${deliveryId} and r.batch_no = s.batch_no
      and r.address_id = s.address_id`);
}

/** A hard bounce or complaint stops all further mail at once; a complaint is the graver reason. */
async function suppress(
  tx: Transaction,
  tenantId: string,
  deliveryId: string,
  summaries: Summary[],
) {
  const rows = summaries.flatMap(({ batch_no, address_id, suppress: reason }) =>
    reason ? [{ batch_no, address_id, reason }] : [],
  );
  if (rows.length === 0) return;
  await tx.execute(sql`
    insert into suppressions (tenant_id, email, reason, delivery_id)
    select distinct on (r.email) r.tenant_id, r.email, s.reason, r.delivery_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s(batch_no int, address_id uuid, reason text)
    join recipients r on r.tenant_id = ${tenantId} and r.delivery_id = ${deliveryId}
      and r.batch_no = s.batch_no and r.address_id = s.address_id
    order by r.email
    on conflict (tenant_id, email) do update set reason = excluded.reason
      where suppressions.reason <> 'complained' and excluded.reason = 'complained'`);
}
