import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { MergeValues } from "@/db/schema/deliveries";
import { transaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { MessageRecipient } from "./compose";

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

/** An hour less than the provider keeps a key: later a repeat could send everything twice. */
const keyHours = 23;

type Row = {
  batch_no: number;
  attempt_set: number;
  attempts: number;
  is_repeat: boolean;
  recipients: string;
};

/** Takes due batches of the delivery, and those whose worker vanished, for the time of a lease. */
export async function claimBatches(
  ctx: TenantContext,
  deliveryId: string,
  options: ClaimOptions,
): Promise<ClaimedBatch[]> {
  authorize(ctx, "deliveries:send");
  const lease = `${options.workerId}/${randomUUID()}`;
  const seconds = options.leaseSeconds ?? leaseSeconds;
  const rows = await transaction(ctx, (tx) =>
    tx.execute<Row>(sql`
      select * from claim_batches(${ctx.tenantId}, ${deliveryId}, ${options.limit}, ${options.claimSize},
        ${options.isRepeatable}, ${keyHours}, ${lease}, ${seconds})`),
  );
  const { tenantId } = ctx;
  return rows.map((row) => ({
    tenantId,
    deliveryId,
    batchNo: row.batch_no,
    attemptSet: row.attempt_set,
    attempts: row.attempts,
    lease,
    isRepeat: row.is_repeat,
    recipients: readRecipients(row.recipients, { tenantId, deliveryId, batchNo: row.batch_no }),
  }));
}

type Ids = Pick<MessageRecipient, "tenantId" | "deliveryId" | "batchNo">;

/** One text for a whole batch: a row for each recipient would cost the driver more than all the rest. */
function readRecipients(text: string, ids: Ids): MessageRecipient[] {
  const tuples: [addressId: string, email: string, merge: MergeValues][] = JSON.parse(text);
  return tuples.map(([addressId, email, merge]) => ({ ...ids, addressId, email, merge }));
}
