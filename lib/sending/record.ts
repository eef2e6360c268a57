import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { isCleanLine } from "@/lib/clean-text";
import type { ClaimedBatch } from "./claim";
import { countAccepted } from "./rate";
import { recountBatches } from "./recount";
import { stripControls } from "./rules";
import type { Outcome } from "./transport";

/** How a batch goes back: `after` in milliseconds, and whether that counts as an attempt. */
export type Release = {
  after: number;
  isAttempt: boolean;
  /** Surely nothing of the set was accepted: its recipients wait again and may still be suppressed or cancelled. */
  isClean: boolean;
};

export type RecordedSet = {
  batch: ClaimedBatch;
  outcomes: Outcome[];
  /** Milliseconds that those who were put off wait when nobody else of the batch is left. */
  after: number;
};

/**
 * Writes the outcomes of sets of one delivery in one statement; a recipient that an event has already moved on stays
 * there. Tells whether the delivery is still to be sent.
 */
export async function recordOutcomes(
  ctx: TenantContext,
  deliveryId: string,
  sets: readonly RecordedSet[],
): Promise<boolean> {
  authorize(ctx, "deliveries:send");
  const [row] = await transaction(ctx, (tx) =>
    tx.execute<{ goes_on: boolean }>(sql`
      select record_outcomes(${ctx.tenantId}, ${deliveryId},
        ${sql.param(sets.map(({ batch }) => batch.batchNo))}::int[],
        ${sql.param(sets.map(({ batch }) => batch.attemptSet))}::int[],
        ${sql.param(sets.map(({ batch }) => batch.lease))}::text[],
        ${sql.param(sets.map(({ after }) => after))}::float8[],
        ${JSON.stringify(sets.flatMap(rowsOf))}::text::jsonb) as goes_on`),
  );
  countAccepted(sets.flatMap(({ outcomes }) => outcomes).filter(isAccepted).length);
  return row?.goes_on ?? false;
}

type Row = [
  setNo: number,
  addressId: string,
  state: string,
  reason: string | null,
  messageId: string | null,
];

const interrupted: Outcome = { state: "unknown", reason: "interrupted" };
const isAccepted = ({ state }: Outcome) => state === "accepted";

/** `setNo` counts from 1, as arrays do in SQL. */
const rowsOf = ({ batch, outcomes }: RecordedSet, index: number): Row[] =>
  batch.recipients.map(({ addressId }, place) => {
    const outcome = outcomes[place] ?? interrupted;
    const state = outcome.state === "again" ? "queued" : outcome.state;
    return outcome.state === "accepted"
      ? [index + 1, addressId, state, null, cleanText(outcome.messageId)]
      : [index + 1, addressId, state, cleanText(outcome.reason), null];
  });

/** What a server says may hold characters that the database does not take. */
const cleanText = (text: string | null): string | null =>
  text && (isCleanLine(text) ? text : stripControls(text).toWellFormed());

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
