import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { type ImportColumn, importChunks, imports } from "@/db/schema/imports";
import { transaction } from "@/db/transaction";
import { createAttribute } from "@/lib/attributes/mutations";
import { listAttributes } from "@/lib/attributes/queries";
import { attributeKeySchema } from "@/lib/attributes/schema";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { headBytes, readShape } from "@/lib/import-uploads/rules";
import { enqueue } from "@/lib/queue/enqueue";
import { demandRoom } from "@/lib/quotas/queries";
import { listTags } from "@/lib/tags/queries";
import { getImport, type ImportDetails, readImportFile, streamImportErrorCsv } from "./queries";
import { columnOf } from "./rules";
import type { ImportIdInput, ReadImportInput, StartImportInput } from "./schema";

/** How often a failing import is tried before it is given up. */
export const importAttempts = 8;

/** Reads the waiting file's headers and first rows again with another encoding or delimiter. */
export async function rereadImport(ctx: TenantContext, input: ReadImportInput): Promise<void> {
  authorize(ctx, "addresses:import");
  const { fileBytes, losses, encoding, delimiter } = await getImport(ctx, input.importId);
  if (!losses[input.encoding]) throw fieldError("encoding", "imports.errors.encodingUnknown");
  const head = await readFileHead(ctx, input.importId);
  const shape = readShape(head, head.length === fileBytes, input);
  await transaction(ctx, async (tx) => {
    await lockImport(tx, ctx, input.importId, ["uploaded"]);
    await tx.update(imports).set(shape).where(isImport(ctx, input.importId));
    await recordAudit(tx, ctx, {
      action: "import.reread",
      targetType: "import",
      targetId: input.importId,
      details: {
        before: { encoding, delimiter },
        after: { encoding: shape.encoding, delimiter: shape.delimiter },
      },
    });
  });
}

/** Notes who takes the refused lines out, then hands them over as CSV. */
export async function exportImportErrors(
  ctx: TenantContext,
  file: Pick<ImportDetails, "id" | "headers">,
  words: Parameters<typeof streamImportErrorCsv>[2],
): Promise<AsyncGenerator<string>> {
  authorize(ctx, "addresses:import");
  await transaction(ctx, (tx) =>
    recordAudit(tx, ctx, {
      action: "import.errors_exported",
      targetType: "import",
      targetId: file.id,
    }),
  );
  return streamImportErrorCsv(ctx, file, words);
}

async function readFileHead(ctx: TenantContext, importId: string): Promise<Buffer> {
  for await (const chunk of readImportFile(ctx, importId)) return chunk.subarray(0, headBytes);
  throw notFound();
}

/** Fixes what the columns become and hands the import to the worker. */
export async function startImport(ctx: TenantContext, input: StartImportInput): Promise<void> {
  authorize(ctx, "addresses:import");
  await transaction(ctx, async (tx, inner) => {
    const { headers, fileName, state } = await lockImport(tx, ctx, input.importId, ["uploaded"]);
    if (headers.length !== input.columns.length)
      throw fieldError("columns.0", "imports.errors.columnsChanged");
    const columns = await prepareColumns(inner, headers, input.columns);
    await refuseUnknownTags(inner, input.tagIds);
    const { mode } = input;
    const tagIds = withScopeTag(ctx, input);
    if (mode !== "update") await demandRoom(tx, ctx.tenantId, "addresses", 1);
    await tx
      .update(imports)
      .set({ columns, mode, tagIds, state: "queued", updatedAt: sql`now()` })
      .where(isImport(ctx, input.importId));
    await enqueue(
      tx,
      "imports.run",
      { tenantId: ctx.tenantId, importId: input.importId },
      { jobKey: `import:${input.importId}`, maxAttempts: importAttempts },
    );
    await recordAudit(tx, ctx, {
      action: "import.started",
      targetType: "import",
      targetId: input.importId,
      details: {
        fileName,
        before: { state },
        after: { state: "queued", mode, columns, tagIds },
      },
    });
  });
}

/** The columns of the choices; attributes that were asked for are created with the header as their key. */
async function prepareColumns(
  ctx: TenantContext,
  headers: readonly string[],
  choices: readonly string[],
): Promise<ImportColumn[]> {
  if (choices.includes("tags")) authorize(ctx, "tags:write");
  const keys = new Set((await listAttributes(ctx, "address")).map(({ key }) => key));
  const columns: ImportColumn[] = [];
  for (const [at, choice] of choices.entries()) {
    const column = columnOf(choice, headers[at] ?? "");
    if (column?.target === "attribute") {
      if (choice === "new") await createColumnAttribute(ctx, keys, column.key, at);
      else if (!keys.has(column.key))
        throw fieldError(`columns.${at}`, "imports.errors.attributeUnknown");
    }
    columns.push(column);
  }
  return columns;
}

async function createColumnAttribute(
  ctx: TenantContext,
  keys: Set<string>,
  key: string,
  at: number,
) {
  if (keys.has(key)) throw fieldError(`columns.${at}`, "attributes.errors.keyTaken");
  const parsed = attributeKeySchema.safeParse(key);
  if (!parsed.success) throw fieldError(`columns.${at}`, "imports.errors.headerNoKey");
  await createAttribute(ctx, { subject: "address", key: parsed.data, type: "text", choices: [] });
  keys.add(key);
}

async function refuseUnknownTags(ctx: TenantContext, tagIds: readonly string[]): Promise<void> {
  if (tagIds.length === 0) return;
  const known = new Set((await listTags(ctx)).map(({ id }) => id));
  if (!tagIds.every((id) => known.has(id))) throw fieldError("tagIds", "imports.errors.tagUnknown");
}

/** New addresses of a limited caller get a tag of those that the caller is limited to. */
function withScopeTag({ tagScope }: TenantContext, { mode, tagIds }: StartImportInput): string[] {
  if (!tagScope || mode === "update" || tagIds.some((id) => tagScope.includes(id))) return tagIds;
  const [only] = tagScope;
  if (!only || tagScope.length > 1) throw fieldError("tagIds", "imports.errors.outOfScope");
  return [...tagIds, only];
}

/** Stops an import; what was applied stays, a running one ends with the part it is at. */
export async function cancelImport(ctx: TenantContext, { importId }: ImportIdInput): Promise<void> {
  authorize(ctx, "addresses:import");
  await transaction(ctx, async (tx) => {
    const { rowsDone, state } = await lockImport(tx, ctx, importId, [
      "uploaded",
      "queued",
      "running",
    ]);
    await tx
      .update(imports)
      .set({ state: "cancelled", finishedAt: sql`now()`, updatedAt: sql`now()` })
      .where(isImport(ctx, importId));
    await tx
      .delete(importChunks)
      .where(and(eq(importChunks.tenantId, ctx.tenantId), eq(importChunks.importId, importId)));
    await recordAudit(tx, ctx, {
      action: "import.cancelled",
      targetType: "import",
      targetId: importId,
      details: { before: { state }, after: { state: "cancelled" }, rowsDone },
    });
  });
}

const isImport = (ctx: TenantContext, id: string) =>
  and(eq(imports.tenantId, ctx.tenantId), eq(imports.id, id));

async function lockImport(
  tx: Transaction,
  ctx: TenantContext,
  id: string,
  states: readonly (typeof imports.$inferSelect.state)[],
) {
  const [found] = await tx
    .select({
      state: imports.state,
      headers: imports.headers,
      fileName: imports.fileName,
      rowsDone: imports.rowsDone,
    })
    .from(imports)
    .where(isImport(ctx, id))
    .for("update");
  if (!found) throw notFound();
  if (!states.includes(found.state))
    throw new AppError("conflict", "imports.errors.alreadyStarted");
  return found;
}
