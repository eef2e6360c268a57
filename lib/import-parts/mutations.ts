import "server-only";
import { copyInto, copyTransaction, type TransactionSql } from "@/db/copy";
import { isDeadlock } from "@/db/violations";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { PartOvertaken, writePlan } from "@/lib/import-writes/mutations";
import type { Part, RefusedRow, StagedRow } from "@/lib/importing/rules";
import { type PartTarget, planPart, stagePart } from "./queries";

/** Refused rows that are kept for the reader; the others are only counted. */
const keptErrorsMost = 100_000;
const tries = 5;

type Place = PartTarget & {
  /** Rows applied before this part: another worker that got further is noticed by it. */
  rowsDone: number;
  /** Whether the part before was applied; this one is sent to the database meanwhile. */
  before: Promise<boolean>;
};

/**
 * Applies one part of a file in one transaction, which also moves the import's place and counts on.
 * False when the import is no longer this worker's to run: cancelled, or taken over.
 */
export async function applyPart(ctx: TenantContext, place: Place, part: Part): Promise<boolean> {
  authorize(ctx, "addresses:import");
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryPart(ctx, place, part);
    } catch (error) {
      const isOvertaken = error instanceof PartOvertaken || isDeadlock(error);
      if (!isOvertaken || attempt === tries) throw error;
    }
  }
}

function tryPart(ctx: TenantContext, place: Place, part: Part): Promise<boolean> {
  return copyTransaction(ctx, async (sql) => {
    await stagePart(ctx, sql, part.rows);
    if (!(await place.before)) return false;
    const [held] = await sql<{ rejected: number }[]>`
      select rejected from imports where tenant_id = ${ctx.tenantId} and id = ${place.importId}
        and state = 'running' and rows_done = ${place.rowsDone} for update`;
    if (!held) return false;
    await planPart(ctx, sql, place);
    await writePlan(ctx, sql, place);
    const refused = [...part.refused, ...(await findRefused(sql, place.mode, part.rows))];
    const kept = refused.slice(0, Math.max(0, keptErrorsMost - held.rejected));
    await keepErrors(sql, ctx.tenantId, place.importId, kept);
    await moveOn(sql, ctx.tenantId, place, part, refused.length);
    return true;
  });
}

async function findRefused(
  sql: TransactionSql,
  mode: PartTarget["mode"],
  rows: readonly StagedRow[],
): Promise<RefusedRow[]> {
  const found = await sql<{ line: number }[]>`
    select line from import_plan where outcome = 'refused'`;
  if (found.length === 0) return [];
  const lines = new Set(found.map(({ line }) => line));
  const reason = mode === "update" ? "not_registered" : "out_of_scope";
  return rows
    .filter(({ line }) => lines.has(line))
    .map(({ line, cells }) => ({ line, reason, cells: cells ?? [] }));
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
  await copyInto(
    sql,
    "import_refused (line, reason, cells)",
    refused.map(({ line, reason, cells }) => [line, reason, cells]),
  );
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
