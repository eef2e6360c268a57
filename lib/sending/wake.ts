import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";

/** Puts the delivery before the sending loop now (or at `runAt`): after scheduling, resuming, cancelling, retrying. */
export async function wakeSending(
  tx: Pick<Transaction, "execute">,
  tenantId: string,
  deliveryId: string,
  runAt?: Date,
): Promise<void> {
  await tx.execute(sql`
    insert into sending_queue (tenant_id, delivery_id, run_at)
    values (${tenantId}, ${deliveryId}, coalesce(${runAt?.toISOString() ?? null}::timestamptz, now()))
    on conflict (tenant_id, delivery_id) do update set run_at = excluded.run_at`);
}

/** Lets the loop look at the delivery again only after a while. */
export async function restSending(
  tx: Pick<Transaction, "execute">,
  tenantId: string,
  deliveryId: string,
  milliseconds: number,
): Promise<void> {
  await tx.execute(sql`
    update sending_queue set run_at = clock_timestamp() + ${milliseconds}::float8 * interval '1 millisecond'
    where tenant_id = ${tenantId} and delivery_id = ${deliveryId}`);
}

/** The loop has nothing more to do for the delivery. */
export async function leaveSending(
  tx: Pick<Transaction, "execute">,
  tenantId: string,
  deliveryId: string,
): Promise<void> {
  await tx.execute(sql`
    delete from sending_queue where tenant_id = ${tenantId} and delivery_id = ${deliveryId}`);
}
