import { and, desc, eq, lt, or, sql } from "drizzle-orm";
import { isolationProbes } from "@/db/schema/isolation-probes";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { decodeCursor, encodeCursor } from "@/lib/cursor";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";

const pageSize = 20;

const summary = {
  id: isolationProbes.id,
  at: isolationProbes.at,
  startedBy: isolationProbes.startedBy,
  isSuccessful: isolationProbes.isSuccessful,
  attempts: isolationProbes.attempts,
  durationMs: isolationProbes.durationMs,
};

/** The environment's isolation probes, newest first, a page by key; `size` up to 1,000 for a report. */
export async function listIsolationProbes(
  ctx: TenantContext,
  options: { after?: string | undefined; size?: number } = {},
) {
  authorize(ctx, "audit:read");
  const size = Math.min(options.size ?? pageSize, 1_000);
  const cursor = decodeCursor(options.after, 2);
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .select({ ...summary, atText: sql<string>`${isolationProbes.at}::text` })
      .from(isolationProbes)
      .where(
        and(eq(isolationProbes.tenantId, ctx.tenantId), cursor ? olderThan(cursor) : undefined),
      )
      .orderBy(desc(isolationProbes.at), desc(isolationProbes.id))
      .limit(size + 1),
  );
  const page = rows.slice(0, size);
  const last = page.at(-1);
  const after = rows.length > size && last ? encodeCursor([last.atText, last.id]) : null;
  return { probes: page, after };
}

/** The time travels as text: a JavaScript date would lose the microseconds and repeat a row. */
function olderThan([at = "", id = ""]: string[]) {
  const time = sql`${at}::timestamptz`;
  return or(
    lt(isolationProbes.at, time),
    and(eq(isolationProbes.at, time), sql`${isolationProbes.id} < ${id}::uuid`),
  );
}

/** One probe with what was tried on each table; throws `not_found`. */
export async function getIsolationProbe(ctx: TenantContext, id: string) {
  authorize(ctx, "audit:read");
  if (!isUuid(id)) throw notFound();
  const [row] = await readTransaction(ctx, (tx) =>
    tx
      .select({ ...summary, results: isolationProbes.results })
      .from(isolationProbes)
      .where(and(eq(isolationProbes.tenantId, ctx.tenantId), eq(isolationProbes.id, id))),
  );
  if (!row) throw notFound();
  return row;
}

export type IsolationProbeSummary = Awaited<
  ReturnType<typeof listIsolationProbes>
>["probes"][number];
export type IsolationProbe = Awaited<ReturnType<typeof getIsolationProbe>>;
