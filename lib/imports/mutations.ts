import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { type ImportColumn, importChunks, imports } from "@/db/schema/imports";
import { transaction } from "@/db/transaction";
import { createAttribute } from "@/lib/attributes/mutations";
import { listAttributes } from "@/lib/attributes/queries";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { rememberMapping } from "@/lib/import-mappings/mutations";
import { headBytes, readShape } from "@/lib/import-uploads/rules";
import { enqueue } from "@/lib/queue/enqueue";
import { demandRoom } from "@/lib/quotas/queries";
import {
  getImport,
  type ImportDetails,
  isImport,
  lockImport,
  readImportFile,
  streamImportErrorCsv,
} from "./queries";
import type { ImportIdInput, ReadImportInput } from "./schema";

/** How often a failing import is tried before it is given up. */
export const importAttempts = 8;

/** Reads the waiting file's headers and first rows again with another encoding or delimiter. */
export async function rereadImport(ctx: TenantContext, input: ReadImportInput): Promise<void> {
  authorize(ctx, "addresses:import");
  const { fileBytes, losses, encoding, delimiter, lostCharacters } = await getImport(
    ctx,
    input.importId,
  );
  if (!losses[input.encoding]) throw fieldError("encoding", "imports.errors.encodingUnknown");
  const head = await readFileHead(ctx, input.importId);
  const shape = readShape(head, head.length === fileBytes, input);
  await transaction(ctx, async (tx, inner) => {
    await lockImport(tx, inner, input.importId, ["uploaded"]);
    await tx
      .update(imports)
      .set({ ...shape, columns: [] })
      .where(isImport(ctx, input.importId));
    await recordAudit(tx, ctx, {
      action: "import.reread",
      targetType: "import",
      targetId: input.importId,
      details: {
        before: { encoding, delimiter, lostCharacters },
        after: {
          encoding: shape.encoding,
          delimiter: shape.delimiter,
          lostCharacters: shape.lostCharacters,
        },
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

/** Hands the checked import to the worker; attributes that its columns ask for are made now. */
export async function startImport(ctx: TenantContext, { importId }: ImportIdInput): Promise<void> {
  authorize(ctx, "addresses:import");
  await transaction(ctx, async (tx, inner) => {
    const locked = await lockImport(tx, inner, importId, ["checked"]);
    const { fileName, headers, mode, emptyCells, tagMode, tagIds } = locked;
    const columns = await createColumns(inner, locked.columns);
    if (mode !== "update") await demandRoom(tx, ctx.tenantId, "addresses", 1);
    await tx
      .update(imports)
      .set({ columns, state: "queued", rowsDone: 0, bytesDone: 0, updatedAt: sql`now()` })
      .where(isImport(ctx, importId));
    await rememberMapping(inner, { headers, columns, mode, emptyCells, tagMode });
    await enqueue(
      tx,
      "imports.run",
      { tenantId: ctx.tenantId, importId },
      { jobKey: `import:${importId}`, maxAttempts: importAttempts },
    );
    await recordAudit(tx, ctx, {
      action: "import.started",
      targetType: "import",
      targetId: importId,
      details: {
        fileName,
        before: { state: locked.state },
        after: { state: "queued", mode, emptyCells, tagMode, columns, tagIds },
        consent: locked.consent,
      },
    });
  });
}

async function createColumns(
  ctx: TenantContext,
  columns: readonly ImportColumn[],
): Promise<ImportColumn[]> {
  const keys = new Set((await listAttributes(ctx, "address")).map(({ key }) => key));
  for (const column of columns) {
    if (column?.target !== "attribute" || keys.has(column.key)) continue;
    if (!column.isNew) throw new AppError("conflict", "imports.errors.attributeUnknown");
    await createAttribute(ctx, { subject: "address", key: column.key, type: "text", choices: [] });
  }
  return columns.map((column) =>
    column?.target === "attribute" ? { target: "attribute", key: column.key } : column,
  );
}

/** Stops an import; what was applied stays, a running one ends with the part it is at. */
export async function cancelImport(ctx: TenantContext, { importId }: ImportIdInput): Promise<void> {
  authorize(ctx, "addresses:import");
  await transaction(ctx, async (tx, inner) => {
    const { rowsDone, state } = await lockImport(tx, inner, importId, [
      "uploaded",
      "checking",
      "checked",
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
