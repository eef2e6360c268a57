import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { utilityRuns } from "@/db/schema/utilities";
import { transaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";

const stepSize = 5_000;

/** Takes a run back in steps; what somebody changed since, or entered anew under the same e-mail address, stays. */
export async function takeBackUtility(
  ctx: TenantContext,
  { runId }: { runId: string },
): Promise<void> {
  authorize(ctx, "utilities:use");
  while (await step(ctx, runId));
}

async function step(ctx: TenantContext, runId: string): Promise<boolean> {
  return transaction(ctx, async (tx) => {
    const isRun = and(eq(utilityRuns.tenantId, ctx.tenantId), eq(utilityRuns.id, runId));
    const [run] = await tx
      .select()
      .from(utilityRuns)
      .where(and(isRun, eq(utilityRuns.state, "undoing")))
      .for("update");
    if (!run) return false;
    const ids = await nextChanged(tx, ctx.tenantId, runId, run.position);
    const undone = run.undone + (await takeBack(tx, ctx.tenantId, runId, ids));
    const hasMore = ids.length === stepSize;
    await tx
      .update(utilityRuns)
      .set({
        undone,
        position: ids.at(-1) ?? run.position,
        ...(hasMore ? {} : { state: "undone" }),
      })
      .where(isRun);
    return hasMore;
  });
}

async function nextChanged(
  tx: Transaction,
  tenantId: string,
  runId: string,
  after: string | null,
): Promise<string[]> {
  const next = after ? sql`address_id > ${after}` : sql`true`;
  const rows = await tx.execute<{ id: string }>(sql`select address_id as id from utility_changes
    where tenant_id = ${tenantId} and run_id = ${runId} and ${next}
    order by address_id limit ${stepSize}`);
  return rows.map(({ id }) => id);
}

/** How many addresses are again as they were. */
async function takeBack(
  tx: Transaction,
  tenantId: string,
  runId: string,
  ids: string[],
): Promise<number> {
  if (ids.length === 0) return 0;
  const isChange = sql`c.tenant_id = ${tenantId} and c.run_id = ${runId}
    and c.address_id = any(${sql.param(ids)}::uuid[])`;
  const revived = await tx.execute(sql`
    insert into addresses select (jsonb_populate_record(null::addresses, c.before)).*
    from utility_changes c where ${isChange} and c.is_deleted on conflict do nothing`);
  await tx.execute(sql`
    insert into address_tags (tenant_id, tag_id, address_id)
    select c.tenant_id, tag.id, c.address_id from utility_changes c
    cross join lateral unnest(c.removed_tag_ids) as removed (tag_id)
    join tags tag on tag.tenant_id = ${tenantId} and tag.id = removed.tag_id
    join addresses a on a.tenant_id = ${tenantId} and a.id = c.address_id
    where ${isChange} on conflict do nothing`);
  await tx.execute(sql`
    delete from address_tags t using utility_changes c
    where ${isChange} and t.tenant_id = ${tenantId} and t.address_id = c.address_id
      and t.tag_id = any(c.added_tag_ids)`);
  const restored = await tx.execute(sql`
    update addresses a set name = c.before ->> 'name', attributes = c.before -> 'attributes', updated_at = now()
    from utility_changes c
    where ${isChange} and not c.is_deleted and c.before is not null
      and a.tenant_id = ${tenantId} and a.id = c.address_id and a.updated_at = c.changed_at`);
  const retagged = await tx.execute(sql`
    select 1 from utility_changes c join addresses a on a.tenant_id = ${tenantId} and a.id = c.address_id
    where ${isChange} and c.before is null`);
  return revived.count + restored.count + retagged.length;
}
