import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";

/**
 * Counts the batches' recipients anew and derives the batches' states. The caller holds the batches'
 * row locks: whoever changes a recipient takes its batch first, so the ledger balances at every commit.
 */
export async function recountBatches(
  tx: Transaction,
  tenantId: string,
  deliveryId: string,
  batchNos: number[],
): Promise<void> {
  if (batchNos.length === 0) return;
  await tx.execute(sql`
    select recount_batches(${tenantId}, ${deliveryId}, ${sql.param(batchNos)}::int[])`);
}
