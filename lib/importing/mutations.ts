import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { importChunks, imports } from "@/db/schema/imports";
import { readTransaction, transaction } from "@/db/transaction";
import { listAttributes } from "@/lib/attributes/queries";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { readCsv } from "@/lib/csv/rules";
import { AppError } from "@/lib/errors";
import { applyPart } from "@/lib/import-parts/mutations";
import type { ImportPlan } from "@/lib/import-rows/rules";
import { importAttempts } from "@/lib/imports/mutations";
import { readImportFile } from "@/lib/imports/queries";
import type { ImportIdInput } from "@/lib/imports/schema";
import { countUsed, demandRoom, readLimits } from "@/lib/quotas/queries";
import { cutParts, findRepeated, type ImportFailure, isProvenUnique, partRows } from "./rules";

type RunOptions = {
  /** Counted from 1; the last attempt marks the import as failed. */
  attempt?: number;
  partRows?: number;
  patience?: number;
  /** Called after each part has been committed. */
  onPart?: (rowsDone: number) => void | Promise<void>;
};

/**
 * Applies the file to the address book part by part. Each part is one transaction that also moves the import's
 * place on, so a worker that goes on after another was killed applies nothing twice and leaves nothing out.
 */
export async function runImport(
  ctx: TenantContext,
  { importId }: ImportIdInput,
  options: RunOptions = {},
): Promise<void> {
  authorize(ctx, "addresses:import");
  const claimed = await claimImport(ctx, importId);
  if (!claimed) return;
  try {
    const limited = { ...ctx, tagScope: claimed.tagScope };
    const isDone = await applyParts(limited, claimed, options);
    if (isDone) await finishImport(ctx, importId);
  } catch (error) {
    if (error instanceof AppError && error.code === "conflict") {
      await failImport(ctx, importId, "addressLimit");
      return;
    }
    if ((options.attempt ?? 1) >= importAttempts) await failImport(ctx, importId);
    throw error;
  }
}

type Claimed = NonNullable<Awaited<ReturnType<typeof claimImport>>>;

/** Null when there is nothing to run: finished, cancelled or gone. */
async function claimImport(ctx: TenantContext, importId: string) {
  return transaction(ctx, async (tx, inner) => {
    const [claimed] = await tx
      .update(imports)
      .set({
        state: "running",
        startedAt: sql`coalesce(${imports.startedAt}, now())`,
        updatedAt: sql`now()`,
      })
      .where(and(isImport(ctx, importId), inArray(imports.state, ["queued", "running"])))
      .returning();
    if (!claimed) return null;
    const definitions = new Map(
      (await listAttributes(inner, "address")).map((one) => [one.key, one]),
    );
    const { columns, emptyCells, consent } = claimed;
    const plan: ImportPlan = { columns, definitions, emptyCells, consent };
    return { ...claimed, plan };
  });
}

/**
 * False when the import was cancelled, or taken over by another worker, on the way. While one part is written the
 * next one is read and on its way to the database: two at most are in memory.
 */
async function applyParts(
  ctx: TenantContext,
  claimed: Claimed,
  options: RunOptions,
): Promise<boolean> {
  const { id: importId, plan, mode, tagMode, tagIds } = claimed;
  const read = () => readCsv(readImportFile(ctx, importId), claimed);
  const lastLines = isProvenUnique(claimed.checkResult)
    ? new Map<string, number>()
    : await findRepeated(read(), plan);
  const hasRoom = countRoom(ctx, mode);
  const target = { importId, mode, tagMode, tagIds, patience: options.patience };
  let rowsDone = claimed.rowsDone;
  let before = Promise.resolve(true);
  const isRefusable = mode === "update" || ctx.tagScope !== null;
  const size = options.partRows ?? partRows;
  const cutting = { lastLines, skip: rowsDone, partRows: size, isRefusable };
  try {
    for await (const part of cutParts(read(), plan, cutting)) {
      const previous = before;
      const place = { ...target, rowsDone, before: awaited(hasRoom(part.count, previous)) };
      rowsDone += part.count;
      before = awaited(tell(applyPart(ctx, place, part), rowsDone, options));
      if (!(await previous)) return false;
    }
    return await before;
  } finally {
    await before.catch(() => {});
  }
}

/** Its failure is told when it is waited for; until then it is no unhandled rejection. */
function awaited<T>(work: Promise<T>): Promise<T> {
  work.catch(() => {});
  return work;
}

async function tell(applied: Promise<boolean>, rowsDone: number, { onPart }: RunOptions) {
  if (!(await applied)) return false;
  await onPart?.(rowsDone);
  return true;
}

/**
 * Room in the plan, counted anew only when what was left of it may be used up, as counting a million addresses takes
 * a while. A file may pass the limit by at most one part.
 */
function countRoom(ctx: TenantContext, mode: Claimed["mode"]) {
  let left = 0;
  return async (rows: number, before: Promise<boolean>): Promise<boolean> => {
    if (mode === "update" || left >= rows) {
      left -= rows;
      return before;
    }
    if (!(await before)) return false;
    left = await readTransaction(ctx, async (tx) => {
      await demandRoom(tx, ctx.tenantId, "addresses", 1);
      const { addresses } = await readLimits(tx, ctx.tenantId);
      if (addresses === null) return Number.POSITIVE_INFINITY;
      return addresses - (await countUsed(tx, ctx.tenantId, "addresses")) - rows;
    });
    return true;
  };
}

async function finishImport(ctx: TenantContext, importId: string): Promise<void> {
  await endImport(ctx, importId, "finished", null);
}

/** Ends an import that cannot go on; what was applied of it stays. */
export async function failImport(
  ctx: TenantContext,
  importId: string,
  failure: ImportFailure = "unexpected",
): Promise<void> {
  authorize(ctx, "addresses:import");
  await endImport(ctx, importId, "failed", failure);
}

const endable = { finished: ["running"], failed: ["checked", "running"] } as const;

/** The file is kept no longer than it is needed. */
async function endImport(
  ctx: TenantContext,
  importId: string,
  state: "finished" | "failed",
  failure: ImportFailure | null,
): Promise<void> {
  await transaction(ctx, async (tx) => {
    const [ended] = await tx
      .update(imports)
      .set({
        state,
        failure,
        bytesDone: state === "finished" ? imports.fileBytes : imports.bytesDone,
        finishedAt: sql`now()`,
        updatedAt: sql`now()`,
      })
      .where(and(isImport(ctx, importId), inArray(imports.state, endable[state])))
      .returning();
    if (!ended) return;
    await deleteFile(tx, ctx, importId);
    const { fileName, inserted, updated, unchanged, rejected } = ended;
    await recordAudit(tx, ctx, {
      action: `import.${state}`,
      targetType: "import",
      targetId: importId,
      details: { fileName, inserted, updated, unchanged, rejected },
    });
  });
}

async function deleteFile(tx: Transaction, ctx: TenantContext, importId: string): Promise<void> {
  await tx
    .delete(importChunks)
    .where(and(eq(importChunks.tenantId, ctx.tenantId), eq(importChunks.importId, importId)));
}

const isImport = (ctx: TenantContext, id: string) =>
  and(eq(imports.tenantId, ctx.tenantId), eq(imports.id, id));
