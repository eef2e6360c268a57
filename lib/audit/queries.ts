import { and, desc, eq, ilike, type SQL, sql } from "drizzle-orm";
import { auditEntries } from "@/db/schema/audit-entries";
import { users } from "@/db/schema/users";
import { beyond, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { encodeCursor } from "@/lib/cursor";

const pageSize = 50;

export type AuditFilter = {
  q: string;
  actor?: string | undefined;
  action?: string | undefined;
  target?: string | undefined;
  /** Days in Japan, both included. */
  from?: string | undefined;
  to?: string | undefined;
};

/** The environment's audit entries, newest first, a page by key. */
export async function listAuditEntries(
  ctx: TenantContext,
  { after: place, ...filter }: Partial<AuditFilter> & { after?: string | undefined } = {},
) {
  authorize(ctx, "audit:read");
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .select({ ...entry, position: timePosition(auditEntries.at) })
      .from(auditEntries)
      .where(
        and(auditCondition(ctx.tenantId, filter), beyond(auditEntries.at, auditEntries.id, place)),
      )
      .orderBy(desc(auditEntries.at), desc(auditEntries.id))
      .limit(pageSize + 1),
  );
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  const after = rows.length > pageSize && last ? encodeCursor([last.position, last.id]) : null;
  return { entries: page, after };
}

const entry = {
  id: auditEntries.id,
  at: auditEntries.at,
  actorType: auditEntries.actorType,
  actorName: auditEntries.actorName,
  action: auditEntries.action,
  targetType: auditEntries.targetType,
  targetId: auditEntries.targetId,
  details: auditEntries.details,
  ip: auditEntries.ip,
  userAgent: auditEntries.userAgent,
  requestId: auditEntries.requestId,
  seq: auditEntries.seq,
  hash: auditEntries.hash,
};

/** The entries that a filter finds. */
export function auditCondition(tenantId: string, filter: Partial<AuditFilter>): SQL | undefined {
  const { q, actor, action, target, from, to } = filter;
  const pattern = `%${(q ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  return and(
    eq(auditEntries.tenantId, tenantId),
    actor ? eq(auditEntries.actorId, actor) : undefined,
    action ? eq(auditEntries.action, action) : undefined,
    target ? eq(auditEntries.targetId, target) : undefined,
    from ? sql`${auditEntries.at} >= ${`${from}T00:00:00+09:00`}::timestamptz` : undefined,
    to
      ? sql`${auditEntries.at} < ${`${to}T00:00:00+09:00`}::timestamptz + interval '1 day'`
      : undefined,
    q ? ilike(searched, pattern) : undefined,
  );
}

const searched = sql`concat_ws(' ', ${auditEntries.actorName}, ${auditEntries.action}, ${auditEntries.targetId},
  ${auditEntries.ip}, ${auditEntries.requestId}, ${auditEntries.details}::text)`;

/** What the filter can choose from: the users, and the kinds of act that occur, read by hops along the index. */
export async function listAuditChoices(ctx: TenantContext) {
  authorize(ctx, "audit:read");
  return readTransaction(ctx, async (tx) => {
    const actors = await tx
      .select({ id: users.id, name: users.name })
      .from(users)
      .where(eq(users.tenantId, ctx.tenantId))
      .orderBy(users.name)
      .limit(500);
    const actions = await tx.execute<{ action: string }>(sql`
      with recursive hop as (
        (select action from audit_entries where tenant_id = ${ctx.tenantId} order by action limit 1)
        union all
        select (select e.action from audit_entries e where e.tenant_id = ${ctx.tenantId}
          and e.action > hop.action order by e.action limit 1) from hop where hop.action is not null)
      select action from hop where action is not null`);
    return { actors, actions: actions.map(({ action }) => action) };
  });
}

export type AuditEntry = Awaited<ReturnType<typeof listAuditEntries>>["entries"][number];
