import "server-only";
import { and, eq } from "drizzle-orm";
import { importMappings } from "@/db/schema/imports";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { headerHash } from "./rules";

/** What the columns of a file with these headers became the last time, or null. */
export async function findMapping(ctx: TenantContext, headers: readonly string[]) {
  authorize(ctx, "addresses:import");
  return readTransaction(ctx, async (tx) => {
    const { choices, mode, emptyCells, tagMode } = importMappings;
    const [found] = await tx
      .select({ choices, mode, emptyCells, tagMode })
      .from(importMappings)
      .where(
        and(
          eq(importMappings.tenantId, ctx.tenantId),
          eq(importMappings.headerHash, headerHash(headers)),
        ),
      );
    return found ?? null;
  });
}

export type RememberedMapping = NonNullable<Awaited<ReturnType<typeof findMapping>>>;
