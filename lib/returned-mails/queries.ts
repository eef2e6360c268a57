import "server-only";
import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { readTransaction } from "@/db/transaction";
import type { ReturnedMail } from "@/lib/return-paths/rules";

type Tags = { tenant: string; delivery: string; batch: number; address: string };

/** The recipient that a returned mail names, in the words of the provider's events, or null. */
export async function findReturnedRecipient({
  deliveryId,
  batchNo,
  addressStart,
}: ReturnedMail): Promise<Tags | null> {
  const [owner] = await controlDb().execute<{ tenant: string | null }>(
    sql`select tenant_of_delivery(${deliveryId}) as tenant`,
  );
  const tenant = owner?.tenant;
  if (!tenant) return null;
  const found = await readTransaction({ tenantId: tenant, actor: { id: null } }, (tx) =>
    tx.execute<{ address: string }>(sql`select address_id as address from recipients
      where tenant_id = ${tenant} and delivery_id = ${deliveryId} and batch_no = ${batchNo}
        and replace(address_id::text, '-', '') like ${`${addressStart}%`}`),
  );
  const [only] = found;
  return only && found.length === 1
    ? { tenant, delivery: deliveryId, batch: batchNo, address: only.address }
    : null;
}
