import { sql } from "drizzle-orm";
import type { FrozenDelivery } from "@/db/schema/deliveries";
import { batchSize } from "@/db/values";
import { ownSlot } from "@/lib/best-hours/queries";

/**
 * Parts of the statement that turns a `chunk` of addresses into recipients: `tables` to put before it, `join` to their
 * rows, and each row's `batch`, counted from 0 without gaps, and `plannedAt`, null for at once.
 */
export function placesOf(tenantId: string, { hourPlan }: FrozenDelivery) {
  if (!hourPlan)
    return {
      tables: sql``,
      join: sql``,
      batch: sql`(row_number() over (order by chunk.id) - 1) / ${batchSize}::int`,
      plannedAt: sql`null::timestamptz`,
    };
  const own = ownSlot(tenantId, hourPlan, sql`chunk.id`);
  const times = sql.param(hourPlan.slots.map(({ at }) => at));
  return {
    // A batch holds people of one hour only.
    tables: sql`chosen as materialized (
      select chunk.id, coalesce(${own.slot}, ${hourPlan.usual}::int) as slot from chunk ${own.join}
    ), sizes as materialized (
      select slot, sum(batches) over (order by slot) - batches as before
      from (select slot, (count(*) + ${batchSize - 1}::int) / ${batchSize}::int as batches from chosen group by slot) counted
    ), placed as materialized (
      select chosen.id, (${times}::text[])[chosen.slot + 1]::timestamptz as planned_at, sizes.before
        + (row_number() over (partition by chosen.slot order by chosen.id) - 1) / ${batchSize}::int as batch
      from chosen join sizes on sizes.slot = chosen.slot
    ),`,
    join: sql`join placed on placed.id = chunk.id`,
    batch: sql`placed.batch`,
    plannedAt: sql`placed.planned_at`,
  };
}
