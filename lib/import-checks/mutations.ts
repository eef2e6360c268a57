import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { copyTransaction, type TransactionSql } from "@/db/copy";
import { type ImportCheck, type ImportColumn, imports } from "@/db/schema/imports";
import { transaction } from "@/db/transaction";
import { listAttributes } from "@/lib/attributes/queries";
import { attributesMost } from "@/lib/attributes/rules";
import { attributeKeySchema } from "@/lib/attributes/schema";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { readCsv } from "@/lib/csv/rules";
import { AppError, fieldError } from "@/lib/errors";
import { planPart, stagePart } from "@/lib/import-parts/queries";
import type { ImportedRow, ImportPlan } from "@/lib/import-rows/rules";
import { failImport } from "@/lib/importing/mutations";
import { cutParts, findRepeated, type Part, partRows, readAhead } from "@/lib/importing/rules";
import { startImport } from "@/lib/imports/mutations";
import { isImport, lockImport, readImportFile } from "@/lib/imports/queries";
import { columnOf } from "@/lib/imports/rules";
import type { CheckImportInput, ImportIdInput } from "@/lib/imports/schema";
import { enqueue } from "@/lib/queue/enqueue";
import { listTags } from "@/lib/tags/queries";
import { CheckCounts } from "./rules";

/** Fixes what the columns become and has the worker count what the whole file would do; writes no address. */
export async function checkImport(ctx: TenantContext, input: CheckImportInput): Promise<void> {
  authorize(ctx, "addresses:import");
  const { importId, mode, emptyCells, tagMode } = input;
  await transaction(ctx, async (tx, inner) => {
    const expected = ["uploaded", "checked"] as const;
    const { headers, fileName, state } = await lockImport(tx, inner, importId, expected);
    if (headers.length !== input.columns.length)
      throw fieldError("columns.0", "imports.errors.columnsChanged");
    const columns = await readColumns(inner, headers, input.columns);
    await refuseUnknownTags(inner, input.tagIds);
    const tagIds = withScopeTag(ctx, input);
    const { source, at, wording } = input.consent;
    const consent = source || at || wording ? input.consent : null;
    const mapping = { columns, mode, emptyCells, tagMode, tagIds, consent };
    await tx
      .update(imports)
      .set({
        ...mapping,
        state: "checking",
        checkResult: null,
        rowsDone: 0,
        bytesDone: 0,
        updatedAt: sql`now()`,
      })
      .where(isImport(ctx, importId));
    const job = { tenantId: ctx.tenantId, importId };
    await enqueue(tx, "imports.check", job, { jobKey: `import-check:${importId}`, maxAttempts: 8 });
    await recordAudit(tx, ctx, {
      action: "import.check_started",
      targetType: "import",
      targetId: importId,
      details: { fileName, before: { state }, after: { state: "checking", ...mapping } },
    });
  });
}

/** The columns of the choices; an attribute that is asked for must be one that can be made. */
async function readColumns(
  ctx: TenantContext,
  headers: readonly string[],
  choices: readonly string[],
): Promise<ImportColumn[]> {
  if (choices.includes("tags")) authorize(ctx, "tags:write");
  if (choices.includes("new")) authorize(ctx, "attributes:write");
  const keys = new Set((await listAttributes(ctx, "address")).map(({ key }) => key));
  const room = attributesMost - keys.size;
  const lastNew = choices.lastIndexOf("new");
  if (lastNew !== -1 && choices.filter((choice) => choice === "new").length > room)
    throw fieldError(`columns.${lastNew}`, "imports.errors.tooManyAttributes");
  return choices.map((choice, at) => {
    const column = columnOf(choice, headers[at] ?? "");
    if (column?.target !== "attribute") return column;
    if (column.isNew) {
      if (keys.has(column.key)) throw fieldError(`columns.${at}`, "attributes.errors.keyTaken");
      if (!attributeKeySchema.safeParse(column.key).success)
        throw fieldError(`columns.${at}`, "imports.errors.headerNoKey");
      keys.add(column.key);
    } else if (!keys.has(column.key))
      throw fieldError(`columns.${at}`, "imports.errors.attributeUnknown");
    return column;
  });
}

async function refuseUnknownTags(ctx: TenantContext, tagIds: readonly string[]): Promise<void> {
  if (tagIds.length === 0) return;
  const known = new Set((await listTags(ctx)).map(({ id }) => id));
  if (!tagIds.every((id) => known.has(id))) throw fieldError("tagIds", "imports.errors.tagUnknown");
}

/** New addresses of a limited caller get a tag of those that the caller is limited to. */
function withScopeTag({ tagScope }: TenantContext, { mode, tagIds }: CheckImportInput): string[] {
  if (!tagScope || mode === "update" || tagIds.some((id) => tagScope.includes(id))) return tagIds;
  const [only] = tagScope;
  if (!only || tagScope.length > 1) throw fieldError("tagIds", "imports.errors.outOfScope");
  return [...tagIds, only];
}

/** Takes a checked import back to where its columns are assigned. */
export async function reopenImport(ctx: TenantContext, { importId }: ImportIdInput): Promise<void> {
  authorize(ctx, "addresses:import");
  await transaction(ctx, async (tx, inner) => {
    const { state } = await lockImport(tx, inner, importId, ["checking", "checked"]);
    await tx
      .update(imports)
      .set({
        state: "uploaded",
        startsWhenChecked: false,
        rowsDone: 0,
        bytesDone: 0,
        updatedAt: sql`now()`,
      })
      .where(isImport(ctx, importId));
    await recordAudit(tx, ctx, {
      action: "import.reopened",
      targetType: "import",
      targetId: importId,
      details: { before: { state }, after: { state: "uploaded" } },
    });
  });
}

/**
 * Goes through the whole file as the import would; a killed worker's check is made anew from the start. What nobody
 * waits to look at is started at once.
 */
export async function runCheck(ctx: TenantContext, { importId }: ImportIdInput): Promise<void> {
  authorize(ctx, "addresses:import");
  await checkFile(ctx, importId);
  await startChecked(ctx, importId);
}

/** What makes it impossible to start is found out here, when there is nobody left to be told: the import fails. */
async function startChecked(ctx: TenantContext, importId: string): Promise<void> {
  const isWaiting = and(
    isImport(ctx, importId),
    eq(imports.state, "checked"),
    eq(imports.startsWhenChecked, true),
  );
  const start = transaction(ctx, async (tx, inner) => {
    const waiting = await tx
      .select({ id: imports.id })
      .from(imports)
      .where(isWaiting)
      .for("update");
    if (waiting.length > 0) await startImport(inner, { importId });
  });
  await start.catch((error) => {
    if (!(error instanceof AppError)) throw error;
    const failure = error.messageKey.startsWith("quotas.") ? "addressLimit" : "unexpected";
    return failImport(ctx, importId, failure);
  });
}

async function checkFile(ctx: TenantContext, importId: string): Promise<void> {
  const found = await transaction(ctx, async (tx, inner) => {
    const [row] = await tx
      .select()
      .from(imports)
      .where(and(isImport(ctx, importId), eq(imports.state, "checking")));
    const definitions = await listAttributes(inner, "address");
    return row && { ...row, definitions: new Map(definitions.map((one) => [one.key, one])) };
  });
  if (!found) return;
  const limited = { ...ctx, tagScope: found.tagScope };
  const result = await countFile(limited, found);
  if (!result) return;
  await transaction(ctx, async (tx) => {
    const [ended] = await tx
      .update(imports)
      .set({ state: "checked", checkResult: result, updatedAt: sql`now()` })
      .where(and(isImport(ctx, importId), eq(imports.state, "checking")))
      .returning({ fileName: imports.fileName });
    if (!ended) return;
    const { rows, inserted, updated, unchanged } = result;
    await recordAudit(tx, ctx, {
      action: "import.checked",
      targetType: "import",
      targetId: importId,
      details: { ...ended, rows, inserted, updated, unchanged },
    });
  });
}

type Checked = Pick<
  typeof imports.$inferSelect,
  | "id"
  | "columns"
  | "encoding"
  | "delimiter"
  | "lostCharacters"
  | "mode"
  | "tagMode"
  | "tagIds"
  | "emptyCells"
  | "consent"
> & { definitions: ImportPlan["definitions"] };

/** Null when the check was called off on the way. */
async function countFile(ctx: TenantContext, file: Checked): Promise<ImportCheck | null> {
  const { columns, definitions, emptyCells, consent } = file;
  const plan: ImportPlan = { columns, definitions, emptyCells, consent };
  const read = () => readCsv(readImportFile(ctx, file.id), file);
  const lastLines = await findRepeated(read(), plan);
  const counts = new CheckCounts();
  const onRow = (row: ImportedRow) => counts.addRow(row);
  const cutting = { lastLines, skip: 0, partRows, isRefusable: false, onRow };
  for await (const part of readAhead(cutParts(read(), plan, cutting))) {
    counts.addPart(part);
    if (!(await countPart(ctx, file, part, counts))) return null;
  }
  return counts.result();
}

function countPart(ctx: TenantContext, file: Checked, part: Part, counts: CheckCounts) {
  return copyTransaction(ctx, async (sql) => {
    await stagePart(ctx, sql, part);
    await planPart(ctx, sql, { ...file, importId: file.id });
    await addOutcomes(sql, ctx.tenantId, file.mode, counts);
    const moved =
      await sql`update imports set rows_done = ${counts.rows}, bytes_done = ${part.size}, updated_at = now()
      where tenant_id = ${ctx.tenantId} and id = ${file.id} and state = 'checking'`;
    return moved.count > 0;
  });
}

async function addOutcomes(
  sql: TransactionSql,
  tenantId: string,
  mode: Checked["mode"],
  counts: CheckCounts,
): Promise<void> {
  const [found] = await sql<
    {
      inserted: number;
      updated: number;
      unchanged: number;
      suppressed: number;
      withoutConsent: number;
      refused: number;
      lines: number[];
    }[]
  >`select count(*) filter (where outcome = 'inserted')::integer as inserted,
      count(*) filter (where outcome = 'updated')::integer as updated,
      count(*) filter (where outcome = 'unchanged')::integer as unchanged,
      count(*) filter (where outcome <> 'refused' and exists (select from suppressions s
        where s.tenant_id = ${tenantId} and s.email = p.email))::integer as suppressed,
      count(*) filter (where outcome <> 'refused' and old_at is null
        and (consent_at is null or (${mode}::text = 'insert' and not is_new)))::integer as "withoutConsent",
      count(*) filter (where outcome = 'refused')::integer as refused,
      coalesce((array_agg(line order by line) filter (where outcome = 'refused'))[1:5], '{}') as lines
    from import_plan p`;
  if (!found) return;
  counts.addOutcomes(found);
  if (found.refused > 0) counts.addRefused("not_registered", found.lines, found.refused);
}
