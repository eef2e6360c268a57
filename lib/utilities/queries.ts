import "server-only";
import { desc, eq } from "drizzle-orm";
import { utilityRuns } from "@/db/schema/utilities";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";

const listLength = 50;

/** The newest runs with how far they are. */
export async function listUtilityRuns(ctx: TenantContext) {
  authorize(ctx, "utilities:use");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        id: utilityRuns.id,
        kind: utilityRuns.kind,
        state: utilityRuns.state,
        total: utilityRuns.total,
        done: utilityRuns.done,
        changed: utilityRuns.changed,
        undone: utilityRuns.undone,
        bytes: utilityRuns.bytes,
        requestedBy: utilityRuns.requestedBy,
        createdAt: utilityRuns.createdAt,
      })
      .from(utilityRuns)
      .where(eq(utilityRuns.tenantId, ctx.tenantId))
      .orderBy(desc(utilityRuns.createdAt), desc(utilityRuns.id))
      .limit(listLength),
  );
}

export type UtilityRun = Awaited<ReturnType<typeof listUtilityRuns>>[number];
