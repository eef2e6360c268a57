import { and, count, desc, eq, inArray } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { deliveries } from "@/db/schema/deliveries";
import { contractEndings, tenantEndings } from "@/db/schema/endings";
import { tenants } from "@/db/schema/tenants";
import { readTransaction } from "@/db/transaction";
import { authorize, type OperatorContext, type TenantContext } from "@/lib/auth/context";

/** The cancellation of the caller's contract, or null while it goes on; every user may know. */
export async function findEnding(ctx: TenantContext) {
  authorize(ctx, "notices:read");
  const [row] = await readTransaction(ctx, (tx) =>
    tx.select().from(contractEndings).where(eq(contractEndings.tenantId, ctx.tenantId)),
  );
  return row ?? null;
}

/** How many planned deliveries a cancellation would call off. */
export async function countPlannedDeliveries(ctx: TenantContext): Promise<number> {
  authorize(ctx, "contract:end");
  const [row] = await readTransaction(ctx, (tx) =>
    tx
      .select({ count: count() })
      .from(deliveries)
      .where(
        and(
          eq(deliveries.tenantId, ctx.tenantId),
          inArray(deliveries.state, ["scheduled", "paused"]),
        ),
      ),
  );
  return row?.count ?? 0;
}

/** Contracts that end or have ended; the name is known as long as the environment is there. */
export async function listEndings(_operator: OperatorContext) {
  return controlDb()
    .select({
      tenantId: tenantEndings.tenantId,
      name: tenants.name,
      state: tenantEndings.state,
      endsOn: tenantEndings.endsOn,
      certificateNo: tenantEndings.certificateNo,
      erasedAt: tenantEndings.erasedAt,
      certificateSentAt: tenantEndings.certificateSentAt,
    })
    .from(tenantEndings)
    .leftJoin(tenants, eq(tenants.id, tenantEndings.tenantId))
    .orderBy(desc(tenantEndings.endsOn))
    .limit(100);
}

export type EndingRow = Awaited<ReturnType<typeof listEndings>>[number];
