import { and, desc, eq, lt, or, sql } from "drizzle-orm";
import { auditEntries } from "@/db/schema/audit-entries";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { decodeCursor, encodeCursor } from "@/lib/cursor";

const pageSize = 50;

/** The environment's audit entries, newest first, a page by key. */
export async function listAuditEntries(ctx: TenantContext, options: { after?: string } = {}) {
  authorize(ctx, "audit:read");
  const cursor = decodeCursor(options.after, 2);
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .select({ ...entry, atText: sql<string>`${auditEntries.at}::text` })
      .from(auditEntries)
      .where(and(eq(auditEntries.tenantId, ctx.tenantId), cursor ? olderThan(cursor) : undefined))
      .orderBy(desc(auditEntries.at), desc(auditEntries.id))
      .limit(pageSize + 1),
  );
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  const after = rows.length > pageSize && last ? encodeCursor([last.atText, last.id]) : null;
  return { entries: page, after };
}

const entry = {
  id: auditEntries.id,
  at: auditEntries.at,
  actorType: auditEntries.actorType,
  actorName: auditEntries.actorName,
  action: auditEntries.action,
  targetType: auditEntries.targetType,
  details: auditEntries.details,
  ip: auditEntries.ip,
};

/** The time travels as text: a JavaScript date would lose the microseconds and repeat a row. */
function olderThan([at = "", id = ""]: string[]) {
  const time = sql`${at}::timestamptz`;
  return or(
    lt(auditEntries.at, time),
    and(eq(auditEntries.at, time), sql`${auditEntries.id} < ${id}::uuid`),
  );
}

export type AuditEntry = Awaited<ReturnType<typeof listAuditEntries>>["entries"][number];
