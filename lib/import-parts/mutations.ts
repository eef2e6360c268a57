import "server-only";
import { setTimeout } from "node:timers/promises";
import { copyInto, copyTransaction, type TransactionSql } from "@/db/copy";
import { isDeadlock, isUniqueViolation } from "@/db/violations";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { CopyText } from "@/lib/copy-text";
import { PartOvertaken, writePlan } from "@/lib/import-writes/mutations";
import { keptErrorsMost, type Part, type RefusedRow } from "@/lib/importing/rules";
import { bringsTags, type PartTarget, planPart, stagePart } from "./queries";

const tries = 5;
const usualPatience = 10_000;

type Place = PartTarget & {
  /** Rows applied before this part: another worker that got further is noticed by it. */
  rowsDone: number;
  /** Whether the part before was applied; this one is made and written meanwhile. */
  before: Promise<boolean>;
  /** Milliseconds that a part written ahead of its turn keeps its locks: whoever it blocks may block the part before. */
  patience?: number | undefined;
};

/** The import is no longer this worker's to run: cancelled, or taken over. */
class PartLost extends Error {}

/**
 * Applies one part of a file in one transaction, which also moves the import's place and counts on.
 * False when the import is no longer this worker's to run.
 */
export async function applyPart(ctx: TenantContext, place: Place, part: Part): Promise<boolean> {
  authorize(ctx, "addresses:import");
  for (let attempt = 1; ; attempt += 1) {
    try {
      await tryPart(ctx, place, part, attempt > 1);
      return true;
    } catch (error) {
      if (error instanceof PartLost) return false;
      if (!isOvertaken(error) || attempt === tries) throw error;
    }
  }
}

const isOvertaken = (error: unknown): boolean =>
  error instanceof PartOvertaken || isDeadlock(error) || isUniqueViolation(error);

/**
 * The rows are sent, compared and written while the part before is still being written, and committed after it: no
 * e-mail address stands in two parts. Only tags may, so a part that brings new ones waits before it writes.
 */
function tryPart(ctx: TenantContext, place: Place, part: Part, isPatient: boolean): Promise<void> {
  return copyTransaction(ctx, async (sql) => {
    await stagePart(ctx, sql, part);
    await planPart(ctx, sql, place);
    if (isPatient || (await bringsTags(ctx, sql))) await demandTurn(place.before);
    await writePlan(ctx, sql, place);
    await demandTurn(Promise.race([place.before, overtakenAfter(place.patience ?? usualPatience)]));
    const rejected = await holdImport(sql, ctx.tenantId, place);
    const refused = [...part.refused, ...(await findRefused(sql, place.mode, part))];
    const kept = refused.slice(0, Math.max(0, keptErrorsMost - rejected));
    await keepErrors(sql, ctx.tenantId, place.importId, kept);
    await moveOn(sql, ctx.tenantId, place, part, refused.length);
  });
}

async function demandTurn(before: Promise<boolean>): Promise<void> {
  if (!(await before)) throw new PartLost();
}

async function overtakenAfter(milliseconds: number): Promise<never> {
  await setTimeout(milliseconds, undefined, { ref: false });
  throw new PartOvertaken();
}

/** Rows refused so far. Other parts refer to the import while they are written, which only the weaker lock allows. */
async function holdImport(sql: TransactionSql, tenantId: string, place: Place): Promise<number> {
  const [held] = await sql<{ rejected: number }[]>`
    select rejected from imports where tenant_id = ${tenantId} and id = ${place.importId}
      and state = 'running' and rows_done = ${place.rowsDone} for no key update`;
  if (!held) throw new PartLost();
  return held.rejected;
}

async function findRefused(
  sql: TransactionSql,
  mode: PartTarget["mode"],
  { cells }: Part,
): Promise<RefusedRow[]> {
  const found = await sql<{ line: number }[]>`
    select line from import_plan where outcome = 'refused' order by line`;
  const reason = mode === "update" ? "not_registered" : "out_of_scope";
  return found.map(({ line }) => ({ line, reason, cells: cells.get(line) ?? [] }));
}

/** COPY does not write to tables with row-level security, so errors go through a temporary table too. */
async function keepErrors(
  sql: TransactionSql,
  tenantId: string,
  importId: string,
  refused: readonly RefusedRow[],
): Promise<void> {
  if (refused.length === 0) return;
  await sql`create temporary table import_refused (line integer, reason text, cells text[]) on commit drop`;
  const rows = new CopyText();
  for (const { line, reason, cells } of refused) rows.add([line, reason, cells]);
  await copyInto(sql, "import_refused (line, reason, cells)", rows);
  await sql`insert into import_errors (tenant_id, import_id, line, reason, cells)
    select ${tenantId}::uuid, ${importId}::uuid, line, reason, cells from import_refused on conflict do nothing`;
}

async function moveOn(
  sql: TransactionSql,
  tenantId: string,
  target: PartTarget,
  part: Part,
  refused: number,
): Promise<void> {
  await sql`update imports i set
      rows_done = rows_done + ${part.count}, bytes_done = ${part.size}, updated_at = now(),
      rejected = rejected + ${refused}, inserted = i.inserted + c.inserted,
      updated = i.updated + c.updated, unchanged = i.unchanged + c.unchanged
    from (select count(*) filter (where outcome = 'inserted') as inserted,
      count(*) filter (where outcome = 'updated') as updated,
      count(*) filter (where outcome = 'unchanged') as unchanged from import_plan) c
    where i.tenant_id = ${tenantId} and i.id = ${target.importId}`;
}
