import { and, eq, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { isolationProbes } from "@/db/schema/isolation-probes";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, contextForJob, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { recordFact } from "@/lib/facts/mutations";
import { toJstIso } from "@/lib/format";
import { attemptAll } from "@/lib/isolation-attempts/mutations";
import { attemptsPerTable } from "@/lib/isolation-attempts/rules";
import { log } from "@/lib/log";

const runsPerTenant = { most: 10, windowSeconds: 600 };
const tenantsPerPage = 200;

type Outcome = { id: string; isSuccessful: boolean; tables: number };

/** Tries now to reach the environment's rows from another one, and keeps the result. */
export async function runIsolationProbe(ctx: TenantContext): Promise<Outcome> {
  authorize(ctx, "audit:read");
  await throttle("isolation", ctx.tenantId, runsPerTenant);
  const started = Date.now();
  const results = await attemptAll(ctx.tenantId);
  const isSuccessful = results.length > 0 && results.every((result) => result.isSuccessful);
  if (!isSuccessful) log.error({ tenantId: ctx.tenantId }, "isolation probe failed");
  const attempts = results.length * attemptsPerTable;
  const isDaily = ctx.actor.type === "job";
  return transaction(ctx, async (tx) => {
    const [row] = await tx
      .insert(isolationProbes)
      .values({
        tenantId: ctx.tenantId,
        day: isDaily ? today() : null,
        startedBy: isDaily ? null : ctx.actor.name,
        isSuccessful,
        attempts,
        durationMs: Date.now() - started,
        results,
      })
      .onConflictDoNothing()
      .returning({ id: isolationProbes.id });
    await recordAudit(tx, ctx, {
      action: "isolation.probed",
      details: { isSuccessful, tables: results.length, attempts },
    });
    return { id: row?.id ?? "", isSuccessful, tables: results.length };
  });
}

const today = () => toJstIso(new Date()).slice(0, 10);

/**
 * The daily probe of every environment; one that already has today's is not tried again. Keeps the fact
 * that customers see and throws when any failed, so that the run shows as failed.
 */
export async function probeAllTenants(): Promise<{ tenants: number }> {
  const total = { tenants: 0, tables: 0 };
  const failing: string[] = [];
  for (let after: string | null = null; ; ) {
    const ids: string[] = await listTenantIds(after);
    for (const tenantId of ids) {
      const { isSuccessful, tables } = await probeOnce(tenantId);
      total.tenants += 1;
      total.tables = Math.max(total.tables, tables);
      if (!isSuccessful) failing.push(tenantId);
    }
    after = ids.at(-1) ?? null;
    if (ids.length < tenantsPerPage) break;
  }
  await recordFact("lastIsolationProbe", {
    at: toJstIso(new Date()),
    isSuccessful: failing.length === 0,
    ...total,
  });
  if (failing.length > 0) throw new Error(`isolation probe failed for ${failing.join(", ")}`);
  return total;
}

async function listTenantIds(after: string | null): Promise<string[]> {
  const rows = await controlDb().execute<{ id: string }>(
    sql`select id from list_tenant_ids(${after}::uuid, ${tenantsPerPage}) as id`,
  );
  return rows.map(({ id }) => id);
}

async function probeOnce(tenantId: string): Promise<Omit<Outcome, "id">> {
  const ctx = contextForJob(tenantId, "isolation");
  try {
    return (await findTodays(ctx)) ?? (await runIsolationProbe(ctx));
  } catch (error) {
    log.error({ err: error, tenantId }, "isolation probe did not run");
    return { isSuccessful: false, tables: 0 };
  }
}

async function findTodays(scope: TenantContext) {
  const [row] = await transaction(scope, (tx) =>
    tx
      .select({
        isSuccessful: isolationProbes.isSuccessful,
        tables: sql<number>`jsonb_array_length(${isolationProbes.results})`,
      })
      .from(isolationProbes)
      .where(and(eq(isolationProbes.tenantId, scope.tenantId), eq(isolationProbes.day, today()))),
  );
  return row;
}
