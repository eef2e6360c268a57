import "server-only";
import { readFile } from "node:fs/promises";
import { and, eq, isNotNull, or } from "drizzle-orm";
import { supportFiles } from "@/db/schema/support";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";
import { supportFilePath } from "./rules";

/** A file sent with a request, or an upload of the caller's own, with its content. Throws `not_found`. */
export async function readSupportFile(ctx: TenantContext, id: string) {
  authorize(ctx, "support:use");
  if (!isUuid(id)) throw notFound();
  const [file] = await readTransaction(ctx, (tx) =>
    tx
      .select({ id: supportFiles.id, name: supportFiles.name })
      .from(supportFiles)
      .where(
        and(
          eq(supportFiles.tenantId, ctx.tenantId),
          eq(supportFiles.id, id),
          or(
            isNotNull(supportFiles.entryId),
            ctx.actor.id ? eq(supportFiles.uploadedBy, ctx.actor.id) : undefined,
          ),
        ),
      ),
  );
  if (!file) throw notFound();
  return { name: file.name, content: await readFile(supportFilePath(ctx.tenantId, file.id)) };
}
