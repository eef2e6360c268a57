import "server-only";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { supportFiles } from "@/db/schema/support";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { AppError } from "@/lib/errors";
import { cleanFileName } from "@/lib/import-uploads/rules";
import { mediaTypeOf, supportFilePath } from "./rules";
import { supportFileMaxBytes } from "./schema";

type SentFile = { name: string; bytes: AsyncIterable<Uint8Array> };

const uploadsPerTenant = { most: 100, windowSeconds: 3600 };
const refuse = (key: string) => new AppError("invalid", `support.refusals.${key}`);

/** Keeps a file for the request it will be sent with. Throws when it is too large or not what its name says. */
export async function uploadSupportFile(
  ctx: TenantContext,
  file: SentFile,
): Promise<{ id: string; name: string; bytes: number }> {
  authorize(ctx, "support:use");
  await throttle("support-files", ctx.tenantId, uploadsPerTenant);
  const name = cleanFileName(file.name);
  const content = await readWhole(file.bytes);
  const mediaType = mediaTypeOf(name, content);
  if (!mediaType) throw refuse("kind");
  await clearUnsent(ctx);
  const id = crypto.randomUUID();
  const path = supportFilePath(ctx.tenantId, id);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, content, { mode: 0o600, flag: "wx" });
    await transaction(ctx, async (tx) => {
      await tx.insert(supportFiles).values({
        tenantId: ctx.tenantId,
        id,
        name,
        mediaType,
        bytes: content.length,
        uploadedBy: ctx.actor.id,
      });
      await recordAudit(tx, ctx, {
        action: "support.file_uploaded",
        targetType: "supportFile",
        targetId: id,
        details: { name, bytes: content.length, mediaType },
      });
    });
  } catch (error) {
    await rm(dirname(path), { recursive: true, force: true });
    throw error;
  }
  return { id, name, bytes: content.length };
}

async function readWhole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const piece of pieces) {
    size += piece.length;
    if (size > supportFileMaxBytes) throw refuse("tooLarge");
    kept.push(piece);
  }
  return Buffer.concat(kept);
}

/** Files that were never sent with a request go after a day. */
async function clearUnsent(ctx: TenantContext): Promise<void> {
  const gone = await transaction(ctx, (tx) =>
    tx
      .delete(supportFiles)
      .where(
        and(
          eq(supportFiles.tenantId, ctx.tenantId),
          isNull(supportFiles.entryId),
          lt(supportFiles.createdAt, sql`now() - interval '1 day'`),
        ),
      )
      .returning({ id: supportFiles.id }),
  );
  for (const { id } of gone)
    await rm(dirname(supportFilePath(ctx.tenantId, id)), { recursive: true, force: true });
}
