import "server-only";
import { and, eq, lt, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { importChunks, imports } from "@/db/schema/imports";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { binaryKindOf, EncodingScan } from "@/lib/encodings/rules";
import { uploading } from "@/lib/imports/queries";
import { fileExtensions, fileMaxBytes } from "@/lib/imports/schema";
import { WorkbookError, workbookCsv, workbookMaxBytes } from "@/lib/workbooks/rules";
import { cleanFileName, cut, hasKnownExtension, headBytes, readShape, refuse } from "./rules";

type UploadedFile = {
  name: string;
  /** What the sender says of the length, to notice a file that did not arrive whole. */
  size: number | null;
  bytes: AsyncIterable<Uint8Array>;
};

/**
 * Takes a file piece by piece, keeps it for the worker and learns encoding, delimiter and headers on the way.
 * A file that cannot be imported leaves nothing behind.
 */
export async function uploadImportFile(
  ctx: TenantContext,
  file: UploadedFile,
): Promise<{ id: string }> {
  authorize(ctx, "addresses:import");
  const name = cleanFileName(file.name);
  if (!hasKnownExtension(name, fileExtensions)) throw refuse("extension");
  if (file.size !== null && file.size > fileMaxBytes) throw refuse("tooLarge");
  const id = await openUpload(ctx, name);
  try {
    const bytes = isWorkbook(name) ? unpack(file) : file.bytes;
    const { head, size, scan } = await storeChunks(ctx, id, bytes);
    if (!isWorkbook(name) && file.size !== null && file.size !== size) throw refuse("incomplete");
    await closeUpload(ctx, id, { head, size, scan, name });
    return { id };
  } catch (error) {
    await discardUpload(ctx, id);
    throw error;
  }
}

const isWorkbook = (name: string): boolean => hasKnownExtension(name, [".xlsx"]);

/** A workbook's first sheet as the text file that is kept in its place. */
async function* unpack({ size, bytes }: UploadedFile): AsyncGenerator<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    length += piece.length;
    if (length > workbookMaxBytes) throw refuse("workbookTooLarge");
    pieces.push(piece);
  }
  if (size !== null && size !== length) throw refuse("incomplete");
  if (length === 0) throw refuse("empty");
  try {
    yield* workbookCsv(Buffer.concat(pieces));
  } catch (error) {
    throw error instanceof WorkbookError ? refuse(error.reason) : error;
  }
}

/** Clears away uploads that broke off or were never started: nobody waits for a file that long. */
export async function clearAbandonedUploads(tx: Transaction, ctx: TenantContext): Promise<void> {
  authorize(ctx, "addresses:import");
  await tx
    .delete(imports)
    .where(
      and(
        eq(imports.tenantId, ctx.tenantId),
        lt(imports.createdAt, sql`now() - interval '7 days'`),
        sql`(${imports.failure} = ${uploading} or ${imports.state} in ('uploaded', 'checking', 'checked'))`,
      ),
    );
}

/** The row hides from lists until the file is whole. */
async function openUpload(ctx: TenantContext, fileName: string): Promise<string> {
  return transaction(ctx, async (tx) => {
    await clearAbandonedUploads(tx, ctx);
    const [created] = await tx
      .insert(imports)
      .values({
        tenantId: ctx.tenantId,
        fileName,
        fileBytes: 0,
        encoding: "utf-8",
        headers: [],
        tagIds: [],
        failure: uploading,
        state: "failed",
        createdBy: ctx.actor.id,
      })
      .returning({ id: imports.id });
    if (!created) throw refuse("incomplete");
    return created.id;
  });
}

async function storeChunks(ctx: TenantContext, importId: string, bytes: AsyncIterable<Uint8Array>) {
  const scan = new EncodingScan();
  let head = Buffer.alloc(0);
  let size = 0;
  let chunkNo = 0;
  for await (const data of cut(bytes)) {
    if (chunkNo === 0) {
      head = Buffer.from(data.subarray(0, headBytes));
      refuseBinary(head);
    }
    size += data.length;
    if (size > fileMaxBytes) throw refuse("tooLarge");
    scan.write(data);
    if (scan.isBinary) throw refuse("binary");
    const row = { tenantId: ctx.tenantId, importId, chunkNo, data };
    await transaction(ctx, (tx) => tx.insert(importChunks).values(row));
    chunkNo += 1;
  }
  return { head, size, scan };
}

function refuseBinary(head: Buffer): void {
  const kind = binaryKindOf(head);
  if (kind) throw refuse(kind);
}

async function closeUpload(
  ctx: TenantContext,
  id: string,
  file: { head: Buffer; size: number; scan: EncodingScan; name: string },
): Promise<void> {
  if (file.size === 0) throw refuse("empty");
  const { encoding, losses } = file.scan.end();
  const shape = readShape(file.head, file.head.length === file.size, { encoding });
  await transaction(ctx, async (tx) => {
    await tx
      .update(imports)
      .set({ ...shape, losses, fileBytes: file.size, state: "uploaded", failure: null })
      .where(and(eq(imports.tenantId, ctx.tenantId), eq(imports.id, id)));
    await recordAudit(tx, ctx, {
      action: "import.uploaded",
      targetType: "import",
      targetId: id,
      details: { fileName: file.name, bytes: file.size, encoding },
    });
  });
}

async function discardUpload(ctx: TenantContext, id: string): Promise<void> {
  await transaction(ctx, (tx) =>
    tx.delete(imports).where(and(eq(imports.tenantId, ctx.tenantId), eq(imports.id, id))),
  );
}
