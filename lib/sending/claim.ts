import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { MergeValues } from "@/db/schema/deliveries";
import { transaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { MessageRecipient } from "./compose";
import { recountBatches } from "./recount";

export const leaseSeconds = 60;

export type ClaimOptions = {
  workerId: string;
  /** Most batches in one claim. */
  limit: number;
  /** Most recipients of one batch in one claim: fewer than a batch where a repeat is not safe. */
  claimSize: number;
  /** Whether the transport recognises a repeat: then a lost set is repeated, otherwise it becomes unknown. */
  isRepeatable: boolean;
  leaseSeconds?: number;
};

export type ClaimedBatch = {
  tenantId: string;
  deliveryId: string;
  batchNo: number;
  attemptSet: number;
  attempts: number;
  /** This claim's own mark: a worker that lost its lease can no longer change the batch. */
  lease: string;
  /** Some of this set may have been accepted in an earlier attempt. */
  isRepeat: boolean;
  recipients: MessageRecipient[];
};

type BatchRow = {
  batch_no: number;
  attempt_set: number;
  attempts: number;
  sending: number;
  /** The provider may have forgotten the set's key: a repeat could send everything twice. */
  is_outdated: boolean;
};

/** An hour less than the provider keeps a key. */
const keyHours = 23;

/** Takes due batches of the delivery, and those whose worker vanished, for the time of a lease. */
export async function claimBatches(
  ctx: TenantContext,
  deliveryId: string,
  options: ClaimOptions,
): Promise<ClaimedBatch[]> {
  authorize(ctx, "deliveries:send");
  return transaction(ctx, async (tx) => {
    const scope = { tx, tenantId: ctx.tenantId, deliveryId };
    if (!(await isSending(scope))) return [];
    const rows = await lockDue(scope, options.limit);
    if (rows.length === 0) return [];
    const lease = `${options.workerId}/${randomUUID()}`;
    const isRepeat = (row: BatchRow) => row.sending > 0 && options.isRepeatable && !row.is_outdated;
    const fresh = rows.filter((row) => !isRepeat(row)).map((row) => row.batch_no);
    const recipients = await takeSets(scope, rows, fresh, { ...options, lease });
    return rows.flatMap((row) => {
      const set = recipients.filter((recipient) => recipient.batchNo === row.batch_no);
      return set.length === 0 ? [] : [claimed(scope, row, lease, isRepeat(row), set)];
    });
  });
}

/** All statements go off without waiting in between: the connection keeps their order. */
async function takeSets(
  scope: Scope,
  rows: BatchRow[],
  fresh: number[],
  options: ClaimOptions & { lease: string },
): Promise<MessageRecipient[]> {
  const batchNos = rows.map((row) => row.batch_no);
  const changes = [
    takeLease(scope, rows, options.lease, options.leaseSeconds ?? leaseSeconds),
    giveUpLost(
      scope,
      rows.filter((row) => !options.isRepeatable || row.is_outdated),
    ),
    suppressLate(scope, fresh),
    markSending(scope, fresh, options.claimSize),
    recountBatches(scope.tx, scope.tenantId, scope.deliveryId, batchNos),
  ];
  const [recipients] = await Promise.all([
    readSets(scope, batchNos, options.isRepeatable),
    ...changes,
  ]);
  return recipients;
}

type Scope = { tx: Transaction; tenantId: string; deliveryId: string };

async function isSending({ tx, tenantId, deliveryId }: Scope): Promise<boolean> {
  const rows = await tx.execute(sql`select 1 from deliveries
    where tenant_id = ${tenantId} and id = ${deliveryId} and state = 'sending' and not exists (
      select from sending_brakes where tenant_id = ${tenantId} and released_at is null)`);
  return rows.length > 0;
}

async function lockDue({ tx, tenantId, deliveryId }: Scope, limit: number): Promise<BatchRow[]> {
  const columns = sql`select batch_no, attempt_set, attempts, sending, sending > 0 and exists (
      select 1 from recipients r where r.tenant_id = batches.tenant_id
        and r.delivery_id = batches.delivery_id and r.batch_no = batches.batch_no
        and r.state = 'sending' and r.updated_at < now() - ${keyHours}::int * interval '1 hour'
    ) as is_outdated from batches
    where tenant_id = ${tenantId} and delivery_id = ${deliveryId}`;
  const lost =
    await tx.execute<BatchRow>(sql`${columns} and state = 'sending' and leased_until < now()
    limit ${limit} for update skip locked`);
  if (lost.length >= limit) return [...lost];
  const due = await tx.execute<BatchRow>(sql`${columns} and state = 'queued' and run_at <= now()
    order by run_at, batch_no limit ${limit - lost.length} for update skip locked`);
  return [...lost, ...due];
}

async function takeLease(
  { tx, tenantId, deliveryId }: Scope,
  rows: BatchRow[],
  lease: string,
  seconds: number,
) {
  await tx.execute(sql`update batches set state = 'sending', leased_by = ${lease},
      leased_until = now() + ${seconds}::float8 * interval '1 second'
    where ${inBatches(
      tenantId,
      deliveryId,
      rows.map((row) => row.batch_no),
    )}`);
}

/** Nobody can tell whether the vanished worker's messages went out, and a repeat might send them twice. */
async function giveUpLost({ tx, tenantId, deliveryId }: Scope, rows: BatchRow[]) {
  if (rows.length === 0) return;
  await tx.execute(sql`update recipients set state = 'unknown', reason = 'interrupted', updated_at = now()
    where ${inBatches(
      tenantId,
      deliveryId,
      rows.map((row) => row.batch_no),
    )} and state = 'sending'`);
}

async function suppressLate({ tx, tenantId, deliveryId }: Scope, batchNos: number[]) {
  await tx.execute(sql`update recipients r set state = 'suppressed', reason = s.reason, updated_at = now()
    from suppressions s
    where r.tenant_id = ${tenantId} and r.delivery_id = ${deliveryId}
      and r.batch_no = any(${sql.param(batchNos)}::int[]) and r.state = 'queued'
      and s.tenant_id = ${tenantId} and s.email = r.email`);
}

async function markSending(
  { tx, tenantId, deliveryId }: Scope,
  batchNos: number[],
  claimSize: number,
) {
  await tx.execute(sql`
    with next as materialized (
      select batch_no, address_id,
        row_number() over (partition by batch_no order by (reason is not null), address_id) as place
      from recipients
      where ${inBatches(tenantId, deliveryId, batchNos)} and state = 'queued'
    ), sets as materialized (
      select batch_no, attempt_set from batches where ${inBatches(tenantId, deliveryId, batchNos)}
    )
    update recipients r
    set state = 'sending', reason = null, attempt_set = sets.attempt_set, updated_at = now()
    from next join sets on sets.batch_no = next.batch_no
    where r.tenant_id = ${tenantId} and r.delivery_id = ${deliveryId}
      and r.batch_no = next.batch_no and r.address_id = next.address_id and next.place <= ${claimSize}`);
}

type RecipientRow = { batch_no: number; address_id: string; email: string; merge: MergeValues };

/** A repeat takes the whole earlier set, also those whose events have come: the key demands the same payload. */
async function readSets(
  scope: Scope,
  batchNos: number[],
  isRepeatable: boolean,
): Promise<MessageRecipient[]> {
  const { tx, tenantId, deliveryId } = scope;
  const inSet = isRepeatable
    ? sql`r.state not in ('queued', 'suppressed', 'cancelled')`
    : sql`r.state = 'sending'`;
  const rows = await tx.execute<RecipientRow>(sql`
    with sets as materialized (
      select batch_no, attempt_set from batches
      where ${inBatches(tenantId, deliveryId, batchNos)} and sending > 0
    )
    select r.batch_no, r.address_id, r.email, r.merge from recipients r
    join sets on sets.batch_no = r.batch_no
    where r.tenant_id = ${tenantId} and r.delivery_id = ${deliveryId}
      and r.batch_no = any(${sql.param(batchNos)}::int[])
      and r.attempt_set = sets.attempt_set and ${inSet}
    order by r.batch_no, r.address_id`);
  return rows.map((row) => ({
    tenantId,
    deliveryId,
    batchNo: row.batch_no,
    addressId: row.address_id,
    email: row.email,
    merge: row.merge,
  }));
}

function claimed(
  { tenantId, deliveryId }: Scope,
  row: BatchRow,
  lease: string,
  isRepeat: boolean,
  recipients: MessageRecipient[],
): ClaimedBatch {
  return {
    tenantId,
    deliveryId,
    batchNo: row.batch_no,
    attemptSet: row.attempt_set,
    attempts: row.attempts,
    lease,
    isRepeat,
    recipients,
  };
}

const inBatches = (tenantId: string, deliveryId: string, batchNos: number[]) =>
  sql`tenant_id = ${tenantId} and delivery_id = ${deliveryId}
    and batch_no = any(${sql.param(batchNos)}::int[])`;
