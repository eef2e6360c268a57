import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { utilityChanges, utilityRuns } from "@/db/schema/utilities";
import { readTransaction, transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, notFound } from "@/lib/errors";
import { fileSize, pruneExports } from "@/lib/full-exports/mutations";
import { exportFile } from "@/lib/full-exports/rules";
import { enqueue } from "@/lib/queue/enqueue";
import { dryRunUtility } from "@/lib/utility-targets/queries";
import { isUuid } from "@/lib/uuid";
import { isFetchable, isUndoable, undoDays, utilityAttempts } from "./rules";
import type { UtilityInput, UtilityRunInput } from "./schema";

/** Has a worker go through the addresses. Throws `conflict` while another utility runs, or where there is nothing to do. */
export async function startUtility(
  ctx: TenantContext,
  input: UtilityInput,
): Promise<{ id: string; total: number }> {
  authorize(ctx, "utilities:use");
  return oneAtATime(() =>
    transaction(ctx, async (tx, inner) => {
      await holdExports(tx, ctx.tenantId);
      const { total } = await dryRunUtility(inner, input);
      if (total === 0 && input.kind !== "export")
        throw new AppError("conflict", "utilities.errors.nothing");
      const { kind } = input;
      const [run] = await tx
        .insert(utilityRuns)
        .values({ tenantId: ctx.tenantId, kind, input, total, requestedBy: ctx.actor.name })
        .returning({ id: utilityRuns.id });
      if (!run) throw notFound();
      await recordAudit(tx, ctx, {
        action: "utility.started",
        targetType: "utility",
        targetId: run.id,
        details: { input, total },
      });
      await enqueueRun(tx, ctx, "utilities.run", run.id);
      return { id: run.id, total };
    }),
  );
}

async function enqueueRun(tx: Transaction, { tenantId }: TenantContext, task: string, id: string) {
  const options = { jobKey: `${task}:${id}`, maxAttempts: utilityAttempts };
  await enqueue(tx, task, { tenantId, runId: id }, options);
}

const isRun = (ctx: TenantContext, id: string) =>
  and(eq(utilityRuns.tenantId, ctx.tenantId), eq(utilityRuns.id, id));

/** Has a worker take a run back, as far as nobody has changed the addresses since. */
export async function undoUtility(ctx: TenantContext, { id }: UtilityRunInput): Promise<void> {
  authorize(ctx, "utilities:use");
  await oneAtATime(() =>
    transaction(ctx, async (tx) => {
      const [run] = await tx.select().from(utilityRuns).where(isRun(ctx, id)).for("update");
      if (!run) throw notFound();
      if (!isUndoable(run)) throw new AppError("conflict", "utilities.errors.notUndoable");
      await tx
        .update(utilityRuns)
        .set({ state: "undoing", position: null, undone: 0 })
        .where(isRun(ctx, id));
      await recordAudit(tx, ctx, {
        action: "utility.undone",
        targetType: "utility",
        targetId: id,
        details: { kind: run.kind, changed: run.changed },
      });
      await enqueueRun(tx, ctx, "utilities.undo", id);
    }),
  );
}

async function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, "utility_runs_open"))
      throw new AppError("conflict", "utilities.errors.running");
    throw error;
  }
}

/** Notes who takes the whole address book out, then tells where its file is. Throws `not_found` once it has expired. */
export async function openExport(
  ctx: TenantContext,
  id: string,
): Promise<{ file: string; bytes: number; createdAt: Date }> {
  authorize(ctx, "utilities:use");
  if (!isUuid(id)) throw notFound();
  return transaction(ctx, async (tx) => {
    const [run] = await tx.select().from(utilityRuns).where(isRun(ctx, id));
    const file = exportFile(ctx.tenantId, id);
    const bytes = await fileSize(file);
    if (!run || !isFetchable(run) || bytes === null || bytes !== run.bytes) throw notFound();
    await recordAudit(tx, ctx, {
      action: "utility.downloaded",
      targetType: "utility",
      targetId: id,
      details: { bytes },
    });
    return { file, bytes, createdAt: run.createdAt };
  });
}

const tenantsMost = 100_000;

/** Has every customer's old exports and journals removed, one job each. */
export async function enqueueUtilityPruning(): Promise<void> {
  const rows = await controlDb().execute<{ id: string }>(
    sql`select id from list_tenant_ids(null, ${tenantsMost}) as id`,
  );
  for (const { id } of rows) await enqueuePruning(controlDb(), id);
}

const enqueuePruning = (tx: Pick<Transaction, "execute">, tenantId: string) =>
  enqueue(tx, "utilities.prune-one", { tenantId }, { jobKey: `utilities-prune:${tenantId}` });

/** Until the end of the transaction no export begins that another one's change would have to be in. */
async function holdExports(tx: Transaction, tenantId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended('ecai:exports:' || ${tenantId}, 0))`,
  );
}

/** Takes back every export made or begun so far, because a person in it is being erased. */
export async function withdrawExports(tx: Transaction, ctx: TenantContext): Promise<void> {
  authorize(ctx, "addresses:write");
  const { tenantId } = ctx;
  await holdExports(tx, tenantId);
  const withdrawn = await tx
    .update(utilityRuns)
    .set({ state: "withdrawn", bytes: null })
    .where(
      and(
        eq(utilityRuns.tenantId, tenantId),
        eq(utilityRuns.kind, "export"),
        inArray(utilityRuns.state, ["queued", "running", "finished"]),
      ),
    )
    .returning({ id: utilityRuns.id });
  if (withdrawn.length > 0) await enqueuePruning(tx, tenantId);
}

/** Removes files that can no longer be fetched and values that can no longer be taken back. */
export async function pruneUtilities(ctx: TenantContext): Promise<void> {
  authorize(ctx, "utilities:use");
  await pruneExports(ctx, await listFetchable(ctx));
  await transaction(ctx, (tx) =>
    tx
      .delete(utilityChanges)
      .where(
        and(
          eq(utilityChanges.tenantId, ctx.tenantId),
          sql`${utilityChanges.changedAt} < now() - ${undoDays}::int * interval '1 day'`,
        ),
      ),
  );
}

/** Exports whose files somebody may still fetch, or that a worker is writing. */
async function listFetchable(ctx: TenantContext): Promise<string[]> {
  const runs = await readTransaction(ctx, (tx) =>
    tx
      .select()
      .from(utilityRuns)
      .where(
        and(
          eq(utilityRuns.tenantId, ctx.tenantId),
          eq(utilityRuns.kind, "export"),
          inArray(utilityRuns.state, ["running", "finished"]),
        ),
      ),
  );
  return runs.filter((run) => run.state === "running" || isFetchable(run)).map(({ id }) => id);
}
