import "server-only";
import { sql } from "drizzle-orm";
import { type ImportColumn, importMappings } from "@/db/schema/imports";
import { transaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import type { RememberedMapping } from "./queries";
import { choiceOf, headerHash } from "./rules";

type Mapping = Omit<RememberedMapping, "choices"> & {
  headers: readonly string[];
  columns: readonly ImportColumn[];
};

/** Keeps what the columns of an import became for the next file with the same headers. */
export async function rememberMapping(
  ctx: TenantContext,
  { headers, columns, mode, emptyCells, tagMode }: Mapping,
): Promise<void> {
  authorize(ctx, "addresses:import");
  const choices = Object.fromEntries(
    headers.map((header, at) => [header, choiceOf(columns[at] ?? null)]),
  );
  const values = { choices, mode, emptyCells, tagMode };
  await transaction(ctx, (tx) =>
    tx
      .insert(importMappings)
      .values({ tenantId: ctx.tenantId, headerHash: headerHash(headers), ...values })
      .onConflictDoUpdate({
        target: [importMappings.tenantId, importMappings.headerHash],
        set: { ...values, updatedAt: sql`now()` },
      }),
  );
}
