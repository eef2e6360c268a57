import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { readTransaction } from "@/db/transaction";
import type { TallyKind } from "@/db/values";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { type ReasonParts, splitReasonKey } from "@/lib/history/rules";
import { tallySelect } from "@/lib/tally-counts/queries";
import { type CourseRow, drawCourse, isTallied, type Timeline } from "./rules";

export type DomainCounts = {
  audience: number;
  /** Taken by a server: accepted, delivered or bounced. */
  sent: number;
  delivered: number;
  bounced: number;
  complained: number;
  opened: number;
  clicked: number;
};
export type DomainRow = DomainCounts & { domain: string };
export type OtherDomains = DomainCounts & { /** How many domains they are. */ domains: number };
export type ReasonCount = ReasonParts & { count: number };
export type Breakdown = {
  /** When it was counted; null when that was now. */
  countedAt: Date | null;
  domains: DomainRow[];
  others: OtherDomains | null;
  reasons: ReasonCount[];
  timeline: Timeline;
};

const shownDomains = 20;
const shownReasons = 30;

/** By receiving domain, by reason and over time what became of a delivery's recipients. */
export async function getBreakdown(ctx: TenantContext, deliveryId: string): Promise<Breakdown> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx) => {
    const { countedAt, startedAt, of } = await findSource(tx, ctx, deliveryId);
    const domains = await topDomains(tx, of("domain"));
    return {
      countedAt,
      ...domains,
      reasons: await sumReasons(tx, of("reason"), shownReasons),
      timeline: drawCourse(startedAt, await sumCourse(tx, of("course"))),
    };
  });
}

/** All receiving domains, those with the most recipients first. */
export async function listDomains(ctx: TenantContext, deliveryId: string): Promise<DomainRow[]> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx) => {
    const { of } = await findSource(tx, ctx, deliveryId);
    return [
      ...(await tx.execute<DomainRow>(sql`select key as domain, ${sums} from (${of("domain")}) t
        group by key order by 2 desc, 1`)),
    ];
  });
}

/** Every reason why recipients were not reached, the most frequent first. */
export async function listReasons(ctx: TenantContext, deliveryId: string): Promise<ReasonCount[]> {
  authorize(ctx, "deliveries:read");
  return readTransaction(ctx, async (tx) =>
    sumReasons(tx, (await findSource(tx, ctx, deliveryId)).of("reason"), null),
  );
}

type Source = {
  countedAt: Date | null;
  startedAt: Date | null;
  of: (kind: TallyKind) => SQL;
};

/** The tallies of a large delivery; the recipients of a small one, or of those whom the caller may see. */
async function findSource(
  tx: Transaction,
  ctx: TenantContext,
  deliveryId: string,
): Promise<Source> {
  const own = sql`tenant_id = ${ctx.tenantId} and delivery_id = ${deliveryId}`;
  const [found] = await tx.execute<{
    batches: number | null;
    counted_at: string | null;
    started_at: string | null;
  }>(sql`
    select (select max(batch_no) from batches where ${own}) as batches,
      (select max(counted_at) from delivery_tallies where ${own}) as counted_at,
      (select started_at from deliveries where tenant_id = ${ctx.tenantId} and id = ${deliveryId}) as started_at`);
  const time = (text: string | null | undefined) => (text ? new Date(text) : null);
  const startedAt = time(found?.started_at);
  const countedAt = isTallied(found?.batches ?? 0) ? time(found?.counted_at) : null;
  const all = sql`r.tenant_id = ${ctx.tenantId} and r.delivery_id = ${deliveryId}`;
  return {
    countedAt,
    startedAt,
    of: (kind) =>
      countedAt
        ? sql`select * from delivery_tallies where ${own} and kind = ${kind}`
        : tallySelect(kind, all),
  };
}

const sums = sql`sum(audience)::int as audience, sum(sent)::int as sent, sum(delivered)::int as delivered,
  sum(bounced)::int as bounced, sum(complained)::int as complained, sum(opened)::int as opened,
  sum(clicked)::int as clicked`;

async function topDomains(tx: Transaction, source: SQL) {
  const rows = await tx.execute<DomainCounts & { domain: string | null; domains: number }>(sql`
    select case when place <= ${shownDomains} then key end as domain, count(*)::int as domains, ${sums}
    from (
      select key, row_number() over (order by sum(audience) desc, key) as place, ${sums}
      from (${source}) t group by key
    ) ranked
    group by 1, case when place <= ${shownDomains} then place end
    order by min(place)`);
  const domains = rows.flatMap(({ domains: _, domain, ...counts }) =>
    domain === null ? [] : [{ domain, ...counts }],
  );
  const rest = rows.find(({ domain }) => domain === null);
  if (!rest) return { domains, others: null };
  const { domain: _, ...others } = rest;
  return { domains, others };
}

async function sumReasons(
  tx: Transaction,
  source: SQL,
  most: number | null,
): Promise<ReasonCount[]> {
  const rows = await tx.execute<{ key: string; count: number }>(sql`
    select key, sum(audience)::int as count from (${source}) t
    group by key order by 2 desc, 1 limit ${most}`);
  return rows.map(({ key, count }) => ({ ...splitReasonKey(key), count }));
}

async function sumCourse(tx: Transaction, source: SQL): Promise<CourseRow[]> {
  return [
    ...(await tx.execute<CourseRow>(sql`
      select key::float8 as at, sum(sent)::int as accepted, sum(delivered)::int as delivered,
        sum(opened)::int as opened, sum(bounced)::int as bounced
      from (${source}) t group by key`)),
  ];
}
