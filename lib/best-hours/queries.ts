import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import type { HourPlan } from "@/db/schema/address-hours";
import { type Audience, batches, deliveries } from "@/db/schema/deliveries";
import { readTransaction, setTagScope } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { isNotSuppressed } from "@/lib/composing/queries";
import { getDelivery } from "@/lib/deliveries/queries";
import { AppError } from "@/lib/errors";
import { canaryMinutes } from "@/lib/sending/guard-rules";
import { audienceCondition } from "@/lib/sending/queries";
import { getSendingSettings } from "@/lib/sending-settings/queries";
import {
  endOfSpan,
  inOneSlot,
  ownReactionsLeast,
  periodOf,
  planFor,
  planSlots,
  slotsByHour,
} from "./rules";
import type { PreviewBestHoursInput } from "./schema";

/** When the mails of a delivery between two moments leave: what is known now, held against the quiet hours. */
export async function readHourPlan(
  ctx: TenantContext,
  span: { from: Date; until: Date },
): Promise<HourPlan> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx, inner) => {
    const settings = await getSendingSettings(inner);
    const slots = planSlots(span, settings);
    // Whoever records no opens and clicks has none used either.
    if (!settings.tracks) return inOneSlot(slots);
    return planFor(slots, await sumHours(tx, ctx.tenantId));
  });
}

const hoursOfDay = Array.from({ length: 24 }, (_, hour) => hour);

/** What counts now of an address's figures: older periods are not looked at. */
const validHours = (period: number) =>
  sql`case h.period when ${period}::int then h.total when ${period - 1}::int then h.recent end`;
const validCount = (period: number) =>
  sql`case h.period when ${period}::int then h.total_count when ${period - 1}::int then h.recent_count end`;

/** So many addresses say of the hours what all of them would. */
const addressesMost = 100_000;

/** The reactions of all addresses by the hour of the day. */
async function sumHours(tx: Transaction, tenantId: string): Promise<number[]> {
  const sums = hoursOfDay.map((hour) => sql`coalesce(sum(hours[${hour + 1}::int]), 0)::float8`);
  const [row] = await tx.execute<{ counts: number[] }>(sql`
    select array[${sql.join(sums, sql`, `)}] as counts
    from (
      select ${validHours(periodOf(new Date()))} as hours from address_hours h
      where h.tenant_id = ${tenantId} limit ${addressesMost}
    ) known`);
  return row?.counts ?? [];
}

/**
 * Two parts of a statement: a join to what is known of the address that `addressId` names, and that address's slot from
 * its own reactions, null where they are too few. Chooses as `bestSlot` in rules.ts does; only who reacts most outside
 * the plan's hours has them compared here.
 */
export function ownSlot(tenantId: string, { slots }: HourPlan, addressId: SQL) {
  const period = periodOf(new Date());
  const byHour = slotsByHour(slots);
  const hours = hoursOfDay.filter((hour) => byHour[hour] !== null);
  const slotOf = (hour: SQL) => sql`(${sql.param(byHour)}::int[])[${hour} + 1]`;
  const join = sql`left join lateral (
      select ${validHours(period)} as hours,
        case h.period when ${period}::int then h.total_best else h.recent_best end as best
      from address_hours h
      where h.tenant_id = ${tenantId} and h.address_id = ${addressId}
        and ${validCount(period)} >= ${ownReactionsLeast}
    ) known on true`;
  const score = sql`2 * known.hours[p.hour + 1] + known.hours[(p.hour + 1) % 24 + 1] + known.hours[(p.hour + 23) % 24 + 1]`;
  const slot = sql`case when known.best is not null then coalesce(${slotOf(sql`known.best`)}, (
      select ${slotOf(sql`p.hour`)} from unnest(${sql.param(hours)}::int[]) as p (hour)
      where ${score} > 0 order by ${score} desc, p.hour limit 1)) end`;
  return { join, slot };
}

export type HourCount = {
  at: Date;
  /** Recipients whose mails leave from then on. */
  count: number;
};
export type HourForecast = {
  hours: HourCount[];
  /** How many of them are written to at an hour learned from their own reactions. */
  own: number;
  /** When the last mails leave; null when nobody is written to. */
  lastAt: Date | null;
};

/** Who would be written to when, if the draft were planned for this time now. */
export async function previewBestHours(
  ctx: TenantContext,
  { id, at, until }: PreviewBestHoursInput,
): Promise<HourForecast> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx, inner) => {
    const { audience, isCanary, tagScope } = await getDelivery(inner, id);
    // As it will be prepared; who is limited to some tags keeps to those.
    if (tagScope && !ctx.tagScope) await setTagScope(tx, tagScope);
    const condition = await findCondition(inner, audience);
    const plan = await readHourPlan(inner, { from: at, until: endOfSpan(at, until) });
    const rows = await countSlots(tx, ctx.tenantId, plan, condition);
    const hours = plan.slots.flatMap(({ at }, slot) => {
      const count = rows.find((row) => row.slot === slot)?.count ?? 0;
      return count > 0 ? [{ at: new Date(at), count }] : [];
    });
    const own = rows.reduce((sum, row) => sum + row.own, 0);
    return { hours, own, lastAt: lastOf(hours, isCanary) };
  });
}

/** Nobody is in an audience whose group is gone. */
async function findCondition(ctx: TenantContext, audience: Audience): Promise<SQL> {
  try {
    return await audienceCondition(ctx, audience);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") return sql`false`;
    throw error;
  }
}

async function countSlots(tx: Transaction, tenantId: string, plan: HourPlan, condition: SQL) {
  const { join, slot } = ownSlot(tenantId, plan, sql`addresses.id`);
  return tx.execute<{ slot: number; count: number; own: number }>(sql`
    select coalesce(own.slot, ${plan.usual}::int) as slot, count(*)::int as count, count(own.slot)::int as own
    from (
      select ${slot} as slot from addresses ${join}
      where addresses.tenant_id = ${tenantId} and ${isNotSuppressed} and ${condition}
    ) own group by 1`);
}

/** What waits behind a first part that goes ahead does not leave before it has been looked at. */
function lastOf(hours: readonly HourCount[], isCanary: boolean): Date | null {
  const [first, last] = [hours.at(0), hours.at(-1)];
  if (!first || !last) return null;
  const held = isCanary ? first.at.getTime() + canaryMinutes * 60_000 : 0;
  return new Date(Math.max(last.at.getTime(), held));
}

export type PlannedHour = HourCount & {
  /** Those of whom nothing is queued or being sent any more. */
  settled: number;
};

/** A prepared delivery's recipients by when they are planned for; empty for one that goes out at once. */
export async function listPlannedHours(ctx: TenantContext, id: string): Promise<PlannedHour[]> {
  authorize(ctx, "deliveries:read");
  const planned = sql`${batches.audience} - ${batches.suppressed}`;
  return readTransaction(ctx, async (tx) =>
    tx
      .select({
        at: sql`${batches.plannedAt}`.mapWith(deliveries.createdAt),
        count: sql`sum(${planned})`.mapWith(Number),
        settled: sql`sum(${planned} - ${batches.queued} - ${batches.sending})`.mapWith(Number),
      })
      .from(batches)
      .where(
        and(
          eq(batches.tenantId, ctx.tenantId),
          eq(batches.deliveryId, id),
          sql`${batches.plannedAt} is not null`,
        ),
      )
      .groupBy(batches.plannedAt)
      .having(sql`sum(${planned}) > 0`)
      .orderBy(batches.plannedAt),
  );
}
