import "server-only";
import { and, asc, eq, gt, isNotNull } from "drizzle-orm";
import { addresses } from "@/db/schema/addresses";
import { importChanges } from "@/db/schema/imports";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";

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
