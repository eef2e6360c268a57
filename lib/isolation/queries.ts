import { and, desc, eq } from "drizzle-orm";
import { isolationProbes } from "@/db/schema/isolation-probes";
import { beyond, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { encodeCursor } from "@/lib/cursor";
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
  const rows = await readTransaction(ctx, (tx) =>
    tx
      .select({ ...summary, position: timePosition(isolationProbes.at) })
      .from(isolationProbes)
      .where(
        and(
          eq(isolationProbes.tenantId, ctx.tenantId),
          beyond(isolationProbes.at, isolationProbes.id, options.after),
        ),
      )
      .orderBy(desc(isolationProbes.at), desc(isolationProbes.id))
      .limit(size + 1),
  );
  const page = rows.slice(0, size);
  const last = page.at(-1);
  const after = rows.length > size && last ? encodeCursor([last.position, last.id]) : null;
  return { probes: page, after };
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
