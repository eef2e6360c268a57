import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addressTombstones } from "@/db/schema/endings";
import { transaction } from "@/db/transaction";
import { getAddress } from "@/lib/addresses/queries";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { tombstoneHash } from "@/lib/erasures/rules";
import { AppError } from "@/lib/errors";
import { recountBatches } from "@/lib/sending/recount";
import { withdrawExports } from "@/lib/utilities/mutations";
import type { EraseAddressInput } from "./schema";

/**
 * Removes everything that tells who the person was, on their request; counts and outcomes stay. A keyed hash stays as
 * well: it stops mail when the address comes back with a list. Throws `conflict` while a mail to it is under way.
 */
export async function eraseAddress(
  ctx: TenantContext,
  { id }: EraseAddressInput,
): Promise<{ recipients: number }> {
  authorize(ctx, "addresses:write");
  // Whoever is limited to some addresses does not see everything that tells of a person.
  if (ctx.tagScope) throw new AppError("not_permitted", "addresses.errors.eraseLimited");
  return transaction(ctx, async (tx, inner) => {
    const { email } = await getAddress(inner, id);
    const recipients = await settleRecipients(tx, ctx.tenantId, id, email);
    await tx.execute(
      sql`select erase_people(${ctx.tenantId}, array[${id}::uuid], array[${email}])`,
    );
    const [given] = await tx.execute<{ count: number }>(
      sql`select count(*)::int as count from imports
        where tenant_id = ${ctx.tenantId} and state = 'cancelled' and finished_at = now()`,
    );
    await tx
      .insert(addressTombstones)
      .values({ tenantId: ctx.tenantId, addressHash: tombstoneHash(email) })
      .onConflictDoNothing();
    await withdrawExports(tx, inner);
    await recordAudit(tx, ctx, {
      action: "address.erased",
      targetType: "address",
      targetId: id,
      details: { recipients, cancelledImports: given?.count ?? 0 },
    });
    return { recipients };
  });
}

type Held = { delivery_id: string; batch_no: number; state: string; is_held: boolean };

/** Waiting recipients are left out of their batches; the batches are locked first, as everywhere. */
async function settleRecipients(
  tx: Transaction,
  tenantId: string,
  id: string,
  email: string,
): Promise<number> {
  const isPerson = sql`r.tenant_id = ${tenantId} and (r.address_id = ${id} or r.email = ${email})`;
  await tx.execute(sql`select 1 from batches b where b.tenant_id = ${tenantId}
    and b.state in ('queued', 'sending')
    and (b.delivery_id, b.batch_no) in (select r.delivery_id, r.batch_no from recipients r where ${isPerson})
    order by b.delivery_id, b.batch_no for update`);
  const found = await tx.execute<Held>(sql`select r.delivery_id, r.batch_no, r.state,
      (b.sending > 0 and r.state not in ('queued', 'suppressed', 'cancelled')) as is_held
    from recipients r join batches b on b.tenant_id = ${tenantId}
      and b.delivery_id = r.delivery_id and b.batch_no = r.batch_no
    where ${isPerson}`);
  // A set that may have to be repeated must be repeated with the same content.
  if (found.some((row) => row.is_held)) throw new AppError("conflict", "addresses.errors.sending");
  await tx.execute(sql`update recipients r set state = 'suppressed', reason = 'erased', updated_at = now()
    where ${isPerson} and r.state = 'queued'`);
  for (const { delivery_id, batch_no } of found.filter(({ state }) => state === "queued"))
    await recountBatches(tx, tenantId, delivery_id, [batch_no]);
  return found.length;
}
