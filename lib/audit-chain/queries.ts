import "server-only";
import { desc, eq, type SQL, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { auditAnchors, auditChecks } from "@/db/schema/audit-chain";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import {
  type Anchor,
  type Broken,
  ChainCheck,
  type ChainEntry,
  isLawfulStart,
  type Link,
} from "./rules";

/** Anything that runs a statement: a tenant's transaction, or the connection of the command line. */
export type Reader = Pick<Transaction, "execute">;
/** A tenant's id, or `operator`. */
export type ChainName = string;
export type ChainReport = { chain: ChainName; reached: Link; broken: Broken | null };

const pageSize = 2_000;
const timeText = sql`to_char(at at time zone 'Asia/Tokyo', 'YYYY-MM-DD"T"HH24:MI:SS.US"+09:00"') as at`;
const shared = sql`1 as v, seq::float8 as seq, prev_hash as prev, id, ${timeText}, action,
  target_type as "targetType", target_id as "targetId", details, ip, user_agent as "userAgent",
  request_id as "requestId", hash`;

const isOperator = (chain: ChainName) => chain === "operator";
const entriesOf = (chain: ChainName): SQL =>
  isOperator(chain)
    ? sql`select ${shared}, 'operator' as chain, 'operator' as "actorType", operator_id as "actorId",
        operator_name as "actorName" from operator_audit_entries where true`
    : sql`select ${shared}, tenant_id as chain, actor_type as "actorType", actor_id as "actorId",
        actor_name as "actorName" from audit_entries where tenant_id = ${chain}`;

/** The fields in the order of an export's line. */
const inOrder = (row: ChainEntry): ChainEntry => ({
  v: row.v,
  chain: row.chain,
  seq: row.seq,
  prev: row.prev,
  id: row.id,
  at: row.at,
  actorType: row.actorType,
  actorId: row.actorId,
  actorName: row.actorName,
  action: row.action,
  targetType: row.targetType,
  targetId: row.targetId,
  details: row.details,
  ip: row.ip,
  userAgent: row.userAgent,
  requestId: row.requestId,
  hash: row.hash,
});

/** A page of a chain after a sequence number, in its order. */
export async function readChain(
  reader: Reader,
  chain: ChainName,
  after: number,
  condition: SQL = sql`true`,
): Promise<ChainEntry[]> {
  const rows = await reader.execute<ChainEntry>(
    sql`${entriesOf(chain)} and seq > ${after} and ${condition} order by seq limit ${pageSize}`,
  );
  return rows.map(inOrder);
}

type Head = Link & { startSeq: number; startHash: string };

/** The newest link and where the chain begins; all zero before the first entry. */
export async function readHead(reader: Reader, chain: ChainName): Promise<Head> {
  const of = isOperator(chain)
    ? sql`operator_audit_heads`
    : sql`audit_heads where tenant_id = ${chain}`;
  const [head] = await reader.execute<Head>(sql`select seq::float8 as seq, hash,
    start_seq::float8 as "startSeq", start_hash as "startHash" from ${of}`);
  const none = "0".repeat(64);
  return head ?? { seq: 0, hash: none, startSeq: 0, startHash: none };
}

/** Every anchor, the oldest first. */
export async function readAnchors(
  reader: Reader,
  chain: ChainName,
): Promise<(Anchor & { at: Date })[]> {
  const of = isOperator(chain)
    ? sql`operator_audit_anchors`
    : sql`audit_anchors where tenant_id = ${chain}`;
  const rows = await reader.execute<Anchor & { at: string }>(
    sql`select day::text as day, seq::float8 as seq, hash, at::text as at from ${of} order by day`,
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

/** The entries after a sequence number up to another, in order. */
export async function* streamChain(
  reader: Reader,
  chain: ChainName,
  after: number,
  upTo: number,
): AsyncGenerator<ChainEntry> {
  for (let place = after; place < upTo; ) {
    const page = await readChain(reader, chain, place);
    if (page.length === 0) return;
    for (const entry of page) if ((entry.seq ?? 0) <= upTo) yield entry;
    place = page.at(-1)?.seq ?? upTo;
  }
}

/** Follows the whole chain from its beginning to its head and tells the first entry at which it is broken. */
export async function checkChain(reader: Reader, chain: ChainName): Promise<ChainReport> {
  // Anchors before the head: none of them can be younger than it.
  const anchors = await readAnchors(reader, chain);
  const head = await readHead(reader, chain);
  const report = await follow(reader, chain, head, anchors);
  if (!report.broken) return report;
  // Entries may have been pruned while they were read.
  const now = await readHead(reader, chain);
  return now.startSeq === head.startSeq ? report : checkChain(reader, chain);
}

async function follow(
  reader: Reader,
  chain: ChainName,
  head: Head,
  anchors: Awaited<ReturnType<typeof readAnchors>>,
): Promise<ChainReport> {
  const start = { seq: head.startSeq, hash: head.startHash };
  const check = new ChainCheck(
    start,
    anchors.filter(({ seq }) => seq > start.seq),
  );
  const report = (broken: Broken | null) => ({ chain, reached: check.reached, broken });
  if (!isLawfulStart(start, anchors, new Date())) {
    return report({ seq: start.seq + 1, problem: "start" });
  }
  for await (const entry of streamChain(reader, chain, start.seq, head.seq)) {
    const broken = check.next(entry);
    if (broken) return report(broken);
  }
  return report((await findLoose(reader, chain)) ?? check.end(head));
}

/** Entries that no chain holds: committed without a place, or beyond the head. One statement sees one moment. */
async function findLoose(reader: Reader, chain: ChainName): Promise<Broken | null> {
  const [table, heads, own] = isOperator(chain)
    ? [sql`operator_audit_entries`, sql`operator_audit_heads`, sql`true`]
    : [sql`audit_entries`, sql`audit_heads`, sql`tenant_id = ${chain}`];
  const [found] = await reader.execute<{
    isUnsealed: boolean;
    top: number;
    head: number;
  }>(sql`select
    exists (select from ${table} where ${own} and seq is null) as "isUnsealed",
    coalesce((select max(seq) from ${table} where ${own}), 0)::float8 as top,
    coalesce((select seq from ${heads} where ${own}), 0)::float8 as head`);
  const { isUnsealed = false, top = 0, head = 0 } = found ?? {};
  if (isUnsealed) return { seq: head + 1, problem: "unsealed" };
  return top > head ? { seq: head + 1, problem: "unlinked" } : null;
}

/** Every tenant that has a chain, and whether its newest link is anchored; ids only, for the daily run. */
export async function listAuditedTenants(): Promise<{ tenantId: string; isAnchored: boolean }[]> {
  return controlDb().execute<{ tenantId: string; isAnchored: boolean }>(
    sql`select tenant_id as "tenantId", is_anchored as "isAnchored" from audited_tenants()`,
  );
}

/** The latest check of the caller's chain, or null before the first one. */
export async function findAuditCheck(ctx: TenantContext) {
  authorize(ctx, "audit:read");
  const [row] = await readTransaction(ctx, (tx) =>
    tx.select().from(auditChecks).where(eq(auditChecks.tenantId, ctx.tenantId)),
  );
  return row ?? null;
}

/** The caller's anchors, the newest first. */
export async function listAuditAnchors(ctx: TenantContext, most = 7): Promise<Anchor[]> {
  authorize(ctx, "audit:read");
  const { day, seq, hash } = auditAnchors;
  return readTransaction(ctx, (tx) =>
    tx
      .select({ day, seq, hash })
      .from(auditAnchors)
      .where(eq(auditAnchors.tenantId, ctx.tenantId))
      .orderBy(desc(day))
      .limit(most),
  );
}

export type AuditCheck = NonNullable<Awaited<ReturnType<typeof findAuditCheck>>>;
