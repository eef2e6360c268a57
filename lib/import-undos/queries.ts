import "server-only";
import { and, asc, desc, eq, gt, inArray, isNotNull, sql } from "drizzle-orm";
import { addresses } from "@/db/schema/addresses";
import { importChanges, imports } from "@/db/schema/imports";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { endedStates, undoableUntil, undoDays } from "./rules";

const shownMost = 50;

/** Addresses that an undo left as they were, at least in part, and what of them; null for one that is gone. */
export async function listKept(ctx: TenantContext, importId: string, after?: string) {
  authorize(ctx, "addresses:import");
  return readTransaction(ctx, (tx) =>
    tx
      .select({ id: importChanges.addressId, email: addresses.email, kept: importChanges.kept })
      .from(importChanges)
      .leftJoin(
        addresses,
        and(
          eq(addresses.tenantId, importChanges.tenantId),
          eq(addresses.id, importChanges.addressId),
        ),
      )
      .where(
        and(
          eq(importChanges.tenantId, ctx.tenantId),
          eq(importChanges.importId, importId),
          isNotNull(importChanges.kept),
          after ? gt(importChanges.addressId, after) : undefined,
        ),
      )
      .orderBy(asc(importChanges.addressId))
      .limit(shownMost),
  );
}

export type KeptAddress = Awaited<ReturnType<typeof listKept>>[number];

/** The newest imports that can still be taken back, and until when. */
export async function listUndoableImports(ctx: TenantContext) {
  authorize(ctx, "utilities:use");
  const { id, fileName, state, inserted, updated, finishedAt } = imports;
  const found = await readTransaction(ctx, (tx) =>
    tx
      .select({ id, fileName, state, inserted, updated, finishedAt })
      .from(imports)
      .where(
        and(
          eq(imports.tenantId, ctx.tenantId),
          inArray(imports.state, endedStates),
          sql`${imports.inserted} + ${imports.updated} > 0`,
          sql`${imports.finishedAt} > now() - make_interval(days => ${undoDays})`,
        ),
      )
      .orderBy(desc(imports.createdAt), desc(imports.id))
      .limit(shownMost),
  );
  return found.flatMap((file) => {
    const until = undoableUntil(file);
    return until ? [{ ...file, until }] : [];
  });
}

export type UndoableImport = Awaited<ReturnType<typeof listUndoableImports>>[number];
