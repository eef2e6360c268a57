import "server-only";
import { and, asc, desc, eq, gt, isNull, ne, or, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { apiTokens } from "@/db/schema/api-tokens";
import { importChunks, importErrors, imports } from "@/db/schema/imports";
import { users } from "@/db/schema/users";
import { beyond, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { cursorPage, encodeCursor } from "@/lib/cursor";
import { AppError, notFound } from "@/lib/errors";
import { csvLine, rawCell } from "@/lib/exports/rules";

const pageSize = 50;
const shownErrors = 50;
const errorPageSize = 1_000;

/** What an import says in `failure` until its whole file has arrived. */
export const uploading = "uploading";

const columns = {
  id: imports.id,
  fileName: imports.fileName,
  fileBytes: imports.fileBytes,
  state: imports.state,
  rowsDone: imports.rowsDone,
  bytesDone: imports.bytesDone,
  inserted: imports.inserted,
  updated: imports.updated,
  unchanged: imports.unchanged,
  rejected: imports.rejected,
  failure: imports.failure,
  createdBy: sql<string | null>`coalesce(${users.name}, 'API ' || ${apiTokens.name})`,
  createdAt: imports.createdAt,
  undoDone: imports.undoDone,
  undoKept: imports.undoKept,
  finishedAt: imports.finishedAt,
};

const author = and(eq(users.tenantId, imports.tenantId), eq(users.id, imports.createdBy));
const program = and(eq(apiTokens.tenantId, imports.tenantId), eq(apiTokens.id, imports.apiTokenId));
const isArrived = or(isNull(imports.failure), ne(imports.failure, uploading));

/** The environment's imports, newest first, a page by key. */
export async function listImports(ctx: TenantContext, options: { after?: string } = {}) {
  authorize(ctx, "addresses:import");
  const found = await readTransaction(ctx, (tx) =>
    tx
      .select({ ...columns, position: timePosition(imports.createdAt) })
      .from(imports)
      .leftJoin(users, author)
      .leftJoin(apiTokens, program)
      .where(
        and(
          eq(imports.tenantId, ctx.tenantId),
          isArrived,
          beyond(imports.createdAt, imports.id, options.after),
        ),
      )
      .orderBy(desc(imports.createdAt), desc(imports.id))
      .limit(pageSize + 1),
  );
  const { rows, next } = cursorPage(found, pageSize, options.after ? "after" : "start", (row) =>
    encodeCursor([row.position, row.id]),
  );
  return { imports: rows, after: next };
}

export type ImportSummary = Awaited<ReturnType<typeof listImports>>["imports"][number];

/** One import with its file's reading and its counts. Throws `not_found`. */
export async function getImport(ctx: TenantContext, id: string) {
  authorize(ctx, "addresses:import");
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw notFound();
  return readTransaction(ctx, async (tx) => {
    const [found] = await tx
      .select({
        ...columns,
        encoding: imports.encoding,
        delimiter: imports.delimiter,
        lostCharacters: imports.lostCharacters,
        mode: imports.mode,
        headers: imports.headers,
        columns: imports.columns,
        tagIds: imports.tagIds,
        emptyCells: imports.emptyCells,
        tagMode: imports.tagMode,
        consent: imports.consent,
        check: imports.checkResult,
        undoneAt: imports.undoneAt,
        previewRows: imports.previewRows,
        losses: imports.losses,
        updatedAt: imports.updatedAt,
      })
      .from(imports)
      .leftJoin(users, author)
      .leftJoin(apiTokens, program)
      .where(and(eq(imports.tenantId, ctx.tenantId), eq(imports.id, id), isArrived));
    if (!found) throw notFound();
    return found;
  });
}

/**
 * The import's row, locked for the transaction, but not against the parts being written, which only refer to it.
 * Throws `not_found`, and `conflict` in another state than those given.
 */
export async function lockImport(
  tx: Transaction,
  ctx: TenantContext,
  id: string,
  states: readonly (typeof imports.$inferSelect.state)[],
) {
  authorize(ctx, "addresses:import");
  const [found] = await tx.select().from(imports).where(isImport(ctx, id)).for("no key update");
  if (!found) throw notFound();
  if (!states.includes(found.state))
    throw new AppError("conflict", "imports.errors.alreadyStarted");
  return found;
}

export const isImport = (scope: { tenantId: string }, id: string) =>
  and(eq(imports.tenantId, scope.tenantId), eq(imports.id, id));

export type ImportDetails = Awaited<ReturnType<typeof getImport>>;

/** The first refused rows in the order of the file. */
export async function listImportErrors(
  ctx: TenantContext,
  importId: string,
  after = 0,
  most = shownErrors,
) {
  authorize(ctx, "addresses:import");
  return readTransaction(ctx, (tx) =>
    tx
      .select({ line: importErrors.line, reason: importErrors.reason, cells: importErrors.cells })
      .from(importErrors)
      .where(
        and(
          eq(importErrors.tenantId, ctx.tenantId),
          eq(importErrors.importId, importId),
          gt(importErrors.line, after),
        ),
      )
      .orderBy(asc(importErrors.line))
      .limit(most),
  );
}

export type ImportError = Awaited<ReturnType<typeof listImportErrors>>[number];

type ErrorWords = { line: string; reason: string; sayReason: (reason: string) => string };

/** The refused rows that were kept as lines of CSV: the file's own columns after line and reason. */
export async function* streamImportErrorCsv(
  ctx: TenantContext,
  file: Pick<ImportDetails, "id" | "headers">,
  words: ErrorWords,
): AsyncGenerator<string> {
  authorize(ctx, "addresses:import");
  yield csvLine([words.line, words.reason, ...file.headers]);
  let after = 0;
  for (;;) {
    const page = await listImportErrors(ctx, file.id, after, errorPageSize);
    const lines = page.map((row) =>
      csvLine([String(row.line), words.sayReason(row.reason), ...row.cells.map(rawCell)]),
    );
    if (lines.length > 0) yield lines.join("");
    if (page.length < errorPageSize) return;
    after = page.at(-1)?.line ?? after;
  }
}

/** The uploaded file's bytes in order, a piece of at most 1 MB at a time. */
export async function* readImportFile(
  ctx: TenantContext,
  importId: string,
): AsyncGenerator<Buffer> {
  authorize(ctx, "addresses:import");
  for (let chunkNo = 0; ; chunkNo += 1) {
    const [found] = await readTransaction(ctx, (tx) =>
      tx
        .select({ data: importChunks.data })
        .from(importChunks)
        .where(
          and(
            eq(importChunks.tenantId, ctx.tenantId),
            eq(importChunks.importId, importId),
            eq(importChunks.chunkNo, chunkNo),
          ),
        ),
    );
    if (!found) return;
    yield found.data;
  }
}
