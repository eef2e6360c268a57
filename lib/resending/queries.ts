import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { deliveries, type MissedKind } from "@/db/schema/deliveries";
import { readTransaction } from "@/db/transaction";
import { missedKinds } from "@/db/values";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { isNotResent, missedConditions } from "@/lib/sending/queries";

export type MissedCounts = Record<MissedKind, number>;

/** How many recipients the delivery missed in which way, without those it has been sent to again. */
export async function countMissed(ctx: TenantContext, deliveryId: string): Promise<MissedCounts> {
  authorize(ctx, "deliveries:read");
  const counts = missedKinds.map(
    (kind) => sql`count(*) filter (where ${missedConditions[kind]}) as ${sql.identifier(kind)}`,
  );
  const any = sql.join(
    missedKinds.map((kind) => missedConditions[kind]),
    sql` or `,
  );
  return readTransaction(ctx, async (tx) => {
    const [row] = await tx.execute<Record<MissedKind, string>>(sql`
      select ${sql.join(counts, sql`, `)} from recipients r
      where r.tenant_id = ${ctx.tenantId} and r.delivery_id = ${deliveryId} and (${any})
        and ${isNotResent}`);
    const entries = missedKinds.map((kind) => [kind, Number(row?.[kind] ?? 0)]);
    return Object.fromEntries(entries) as MissedCounts;
  });
}

export type ResendLink = { id: string; name: string; isDraft: boolean };
export type ResendLinks = { original: ResendLink | null; resends: ResendLink[] };

const mostShown = 20;

/** The delivery that this one repeats, and those that repeat it. */
export async function findResendLinks(
  ctx: TenantContext,
  { id, resendOf }: { id: string; resendOf: string | null },
): Promise<ResendLinks> {
  authorize(ctx, "deliveries:read");
  const columns = {
    id: deliveries.id,
    name: deliveries.name,
    isDraft: sql<boolean>`${deliveries.state} = 'draft'`,
  };
  const own = eq(deliveries.tenantId, ctx.tenantId);
  return readTransaction(ctx, async (tx) => {
    const [original = null] = resendOf
      ? await tx
          .select(columns)
          .from(deliveries)
          .where(and(own, eq(deliveries.id, resendOf)))
      : [];
    const resends = await tx
      .select(columns)
      .from(deliveries)
      .where(and(own, eq(deliveries.resendOf, id)))
      .orderBy(asc(deliveries.createdAt))
      .limit(mostShown);
    return { original, resends };
  });
}
