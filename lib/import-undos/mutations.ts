import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { imports } from "@/db/schema/imports";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError } from "@/lib/errors";
import { forgetKeys } from "@/lib/idempotency-keys/mutations";
import { removeAdded, restoreChanged } from "@/lib/import-restores/mutations";
import { clearAbandonedUploads } from "@/lib/import-uploads/mutations";
import { isImport, lockImport } from "@/lib/imports/queries";
import type { ImportIdInput } from "@/lib/imports/schema";
import { enqueue } from "@/lib/queue/enqueue";
import { endedStates, undoableUntil, undoDays } from "./rules";

const tenantsMost = 100_000;

/** Has the worker take a whole import back. Throws `conflict` after the last day for it. */
export async function undoImport(ctx: TenantContext, { importId }: ImportIdInput): Promise<void> {
  authorize(ctx, "utilities:use");
  await transaction(ctx, async (tx, inner) => {
    const file = await lockImport(tx, inner, importId, [...endedStates]);
    const until = undoableUntil(file);
    if (!until || until < new Date()) throw new AppError("conflict", "imports.errors.undoTooLate");
    await tx
      .update(imports)
      .set({ state: "undoing", undoneBy: ctx.actor.id, updatedAt: sql`now()` })
      .where(isImport(ctx, importId));
    const job = { tenantId: ctx.tenantId, importId };
    await enqueue(tx, "imports.undo", job, { jobKey: `import-undo:${importId}` });
    const { fileName, inserted, updated } = file;
    await recordAudit(tx, ctx, {
      action: "import.undo_started",
      targetType: "import",
      targetId: importId,
      details: {
        fileName,
        inserted,
        updated,
        before: { state: file.state },
        after: { state: "undoing" },
      },
    });
  });
}

/**
 * Restores what the import changed and removes what it added, but for what has changed since. Chunk by chunk, each
 * in one transaction, so a worker that goes on after another was killed finds what is left.
 */
export async function runUndo(
  ctx: TenantContext,
  { importId }: ImportIdInput,
  options: { chunkRows?: number; onChunk?: () => void | Promise<void> } = {},
): Promise<void> {
  authorize(ctx, "utilities:use");
  const [file] = await transaction(ctx, (tx) =>
    tx
      .select()
      .from(imports)
      .where(and(isImport(ctx, importId), eq(imports.state, "undoing"))),
  );
  if (!file) return;
  const chunkRows = options.chunkRows ?? 5_000;
  while ((await restoreChanged(ctx, importId, chunkRows)) > 0) await options.onChunk?.();
  let after: string | null = "";
  while (after !== null) {
    after = await removeAdded(ctx, file, { after, chunkRows });
    await options.onChunk?.();
  }
  await finishUndo(ctx, importId);
}

async function finishUndo(ctx: TenantContext, importId: string): Promise<void> {
  await transaction(ctx, async (tx) => {
    const [ended] = await tx
      .update(imports)
      .set({ state: "undone", undoneAt: sql`now()`, updatedAt: sql`now()` })
      .where(and(isImport(ctx, importId), eq(imports.state, "undoing")))
      .returning();
    if (!ended) return;
    const { fileName, undoDone, undoKept } = ended;
    await recordAudit(tx, ctx, {
      action: "import.undone",
      targetType: "import",
      targetId: importId,
      details: { fileName, addresses: undoDone, kept: undoKept },
    });
  });
}

/** Has every customer's earlier values forgotten that no undo can ask for any more, one job each. */
export async function enqueueChangePruning(): Promise<void> {
  const rows = await controlDb().execute<{ id: string }>(
    sql`select id from list_tenant_ids(null, ${tenantsMost}) as id`,
  );
  for (const { id } of rows) {
    const options = { jobKey: `imports-prune:${id}` };
    await enqueue(controlDb(), "imports.prune-one", { tenantId: id }, options);
  }
}

/** Forgets the earlier values of imports whose time for an undo is over, and files that nobody started. */
export async function pruneChanges(ctx: TenantContext): Promise<void> {
  authorize(ctx, "utilities:use");
  await transaction(ctx, async (tx) => {
    await tx.execute(sql`delete from import_changes c using imports i
      where c.tenant_id = ${ctx.tenantId} and i.tenant_id = c.tenant_id and i.id = c.import_id
        and i.state <> 'undoing' and coalesce(i.undone_at, i.finished_at) < now() - make_interval(days => ${undoDays})`);
    await clearAbandonedUploads(tx, ctx);
    await forgetKeys(tx, ctx);
  });
}
