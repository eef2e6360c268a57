import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { ClaimedBatch } from "./claim";
import { countAccepted } from "./rate";
import { recountBatches } from "./recount";
import type { Outcome } from "./transport";

/** How a batch goes back: `after` in milliseconds, and whether that counts as an attempt. */
export type Release = {
  after: number;
  isAttempt: boolean;
  /** Surely nothing of the set was accepted: its recipients wait again and may still be suppressed or cancelled. */
  isClean: boolean;
};

/** Writes the outcomes of a set in one statement; a recipient that an event has already moved on stays there. */
export async function recordOutcomes(
  ctx: TenantContext,
  batch: ClaimedBatch,
  outcomes: Outcome[],
  again: { after: number },
): Promise<void> {
  authorize(ctx, "deliveries:send");
  const rows = batch.recipients.map(({ addressId }, index) => ({
    addressId,
    outcome: outcomes[index] ?? { state: "unknown" as const, reason: "interrupted" },
  }));
  // In one go without waiting in between: the connection keeps the order.
  await transaction(ctx, (tx) =>
    Promise.all([
      lockBatch(tx, batch),
      writeOutcomes(tx, batch, rows),
      giveBackRecorded(tx, batch, again.after),
      recountBatches(tx, batch.tenantId, batch.deliveryId, [batch.batchNo]),
    ]),
  );
  countAccepted(outcomes.filter(({ state }) => state === "accepted").length);
}

type Row = { addressId: string; outcome: Outcome };

async function writeOutcomes(tx: Transaction, batch: ClaimedBatch, rows: Row[]): Promise<void> {
  const states = rows.map(({ outcome }) => (outcome.state === "again" ? "queued" : outcome.state));
  const reasons = rows.map(({ outcome }) => ("reason" in outcome ? outcome.reason : null));
  const messageIds = rows.map(({ outcome }) =>
    outcome.state === "accepted" ? outcome.messageId : null,
  );
  await tx.execute(sql`
    update recipients r set state = o.state, reason = o.reason,
      message_id = coalesce(o.message_id, r.message_id),
      accepted_at = case when o.state = 'accepted' then now() else r.accepted_at end, updated_at = now()
    from unnest(${sql.param(rows.map(({ addressId }) => addressId))}::uuid[], ${sql.param(states)}::text[],
      ${sql.param(reasons)}::text[], ${sql.param(messageIds)}::text[])
      as o(address_id, state, reason, message_id)
    where ${ofBatch(batch)} and r.address_id = o.address_id
      and r.attempt_set = ${batch.attemptSet} and r.state in ('sending', 'unknown')`);
}

/** Only when all that is left of the batch was put off by the server does it wait, and that is an attempt. */
async function giveBackRecorded(
  tx: Transaction,
  batch: ClaimedBatch,
  after: number,
): Promise<void> {
  await tx.execute(sql`
    with rest as materialized (
      select coalesce(bool_and(r.reason is not null), false) as is_put_off from recipients r
      where ${ofBatch(batch)} and r.state = 'queued'
    )
    update batches r set leased_by = null, leased_until = null,
      attempts = r.attempts + rest.is_put_off::int,
      run_at = clock_timestamp()
        + case when rest.is_put_off then ${after}::float8 else 0 end * interval '1 millisecond'
    from rest where ${ofBatch(batch)} and r.leased_by = ${batch.lease}`);
}

/** Hands the batch back unsent. Without effect once the lease belongs to somebody else. */
export async function releaseBatch(
  ctx: TenantContext,
  batch: ClaimedBatch,
  release: Release,
): Promise<void> {
  authorize(ctx, "deliveries:send");
  await transaction(ctx, async (tx) => {
    if (!(await lockBatch(tx, batch))) return;
    if (release.isClean && !batch.isRepeat) {
      await tx.execute(sql`update recipients r set state = 'queued', updated_at = now()
        where ${ofBatch(batch)} and r.state = 'sending' and r.attempt_set = ${batch.attemptSet}`);
    }
    await giveBack(tx, batch, release);
    await recountBatches(tx, batch.tenantId, batch.deliveryId, [batch.batchNo]);
  });
}

/** Stops a delivery that the provider refuses as such, until somebody has looked at the reason. */
export async function pauseRefused(
  ctx: TenantContext,
  deliveryId: string,
  reason: string,
): Promise<void> {
  authorize(ctx, "deliveries:send");
  await transaction(ctx, async (tx) => {
    const rows = await tx.execute(sql`
      update deliveries set state = 'paused', paused_from = 'sending', failure = ${`refused: ${reason}`},
        updated_at = now()
      where tenant_id = ${ctx.tenantId} and id = ${deliveryId} and state = 'sending' returning id`);
    if (rows.length === 0) return;
    await recordAudit(tx, ctx, {
      action: "delivery.paused",
      targetType: "delivery",
      targetId: deliveryId,
      details: { before: { state: "sending" }, after: { state: "paused" }, reason },
    });
  });
}

/** Keeps the lease while a call takes long. */
export async function extendLease(
  ctx: TenantContext,
  batch: ClaimedBatch,
  seconds: number,
): Promise<void> {
  authorize(ctx, "deliveries:send");
  await transaction(ctx, (tx) =>
    tx.execute(sql`update batches r
      set leased_until = now() + ${seconds}::float8 * interval '1 second'
      where ${ofBatch(batch)} and r.leased_by = ${batch.lease}`),
  );
}

async function lockBatch(tx: Transaction, batch: ClaimedBatch): Promise<boolean> {
  const rows = await tx.execute<{ leased_by: string | null }>(sql`
    select r.leased_by from batches r where ${ofBatch(batch)} for update`);
  return rows[0]?.leased_by === batch.lease;
}

async function giveBack(
  tx: Transaction,
  batch: ClaimedBatch,
  { after, isAttempt }: { after: number; isAttempt: boolean },
): Promise<void> {
  await tx.execute(sql`
    update batches r set leased_by = null, leased_until = null,
      attempts = r.attempts + ${isAttempt ? 1 : 0}::smallint,
      run_at = clock_timestamp() + ${after}::float8 * interval '1 millisecond'
    where ${ofBatch(batch)} and r.leased_by = ${batch.lease}`);
}

const ofBatch = ({ tenantId, deliveryId, batchNo }: ClaimedBatch) =>
  sql`r.tenant_id = ${tenantId} and r.delivery_id = ${deliveryId} and r.batch_no = ${batchNo}`;
