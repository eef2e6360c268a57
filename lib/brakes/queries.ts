import "server-only";
import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { brakeAppeals, sendingBrakes } from "@/db/schema/abuse";
import { tenants } from "@/db/schema/tenants";
import { readTransaction } from "@/db/transaction";
import { authorize, type OperatorContext, type TenantContext } from "@/lib/auth/context";

const brakeColumns = {
  tenantId: sendingBrakes.tenantId,
  id: sendingBrakes.id,
  source: sendingBrakes.source,
  kind: sendingBrakes.kind,
  reason: sendingBrakes.reason,
  engagedAt: sendingBrakes.engagedAt,
  engagedBy: sendingBrakes.engagedBy,
  releasedAt: sendingBrakes.releasedAt,
  releasedBy: sendingBrakes.releasedBy,
  releaseReason: sendingBrakes.releaseReason,
};
const appealColumns = {
  id: brakeAppeals.id,
  brakeId: brakeAppeals.brakeId,
  body: brakeAppeals.body,
  appealedByName: brakeAppeals.appealedByName,
  appealedAt: brakeAppeals.appealedAt,
  answer: brakeAppeals.answer,
  answeredBy: brakeAppeals.answeredBy,
  answeredAt: brakeAppeals.answeredAt,
};
const mostShown = 100;

/** The brake that is on for the caller's environment, or null. Every user may know. */
export async function findBrake(ctx: TenantContext) {
  authorize(ctx, "notices:read");
  const [brake] = await readTransaction(ctx, (tx) =>
    tx
      .select(brakeColumns)
      .from(sendingBrakes)
      .where(and(eq(sendingBrakes.tenantId, ctx.tenantId), isNull(sendingBrakes.releasedAt))),
  );
  return brake ?? null;
}

/** Every brake of the caller's environment with its appeals, the newest first. */
export async function listBrakes(ctx: TenantContext): Promise<Brake[]> {
  authorize(ctx, "notices:read");
  return readTransaction(ctx, async (tx) => {
    const [brakes, appeals] = await Promise.all([
      tx
        .select(brakeColumns)
        .from(sendingBrakes)
        .where(eq(sendingBrakes.tenantId, ctx.tenantId))
        .orderBy(desc(sendingBrakes.engagedAt))
        .limit(mostShown),
      tx
        .select(appealColumns)
        .from(brakeAppeals)
        .where(eq(brakeAppeals.tenantId, ctx.tenantId))
        .orderBy(asc(brakeAppeals.appealedAt)),
    ]);
    return brakes.map((brake) => withAppeals(brake, appeals));
  });
}

type BrakeRow = NonNullable<Awaited<ReturnType<typeof findBrake>>>;
export type Appeal = {
  id: string;
  brakeId: string;
  body: string;
  appealedByName: string;
  appealedAt: Date;
  answer: string | null;
  answeredBy: string | null;
  answeredAt: Date | null;
};
export type Brake = BrakeRow & { appeals: Appeal[] };

const withAppeals = <Row extends { id: string }>(brake: Row, appeals: Appeal[]) => ({
  ...brake,
  appeals: appeals.filter(({ brakeId }) => brakeId === brake.id),
});

/** For the operator: every brake that is on, those with an appeal that waits first. */
export async function listBrakesInForce(_operator: OperatorContext) {
  const brakes = await controlDb()
    .select({ ...brakeColumns, tenantName: tenants.name })
    .from(sendingBrakes)
    .innerJoin(tenants, eq(tenants.id, sendingBrakes.tenantId))
    .where(isNull(sendingBrakes.releasedAt))
    .orderBy(
      desc(sql`exists (select from ${brakeAppeals} where ${brakeAppeals.tenantId} = ${sendingBrakes.tenantId}
        and ${brakeAppeals.brakeId} = ${sendingBrakes.id} and ${brakeAppeals.answeredAt} is null)`),
      desc(sendingBrakes.engagedAt),
    )
    .limit(mostShown);
  const appeals = await listAppeals(brakes.map(({ id }) => id));
  return brakes.map((brake) => withAppeals(brake, appeals));
}

export type BrakeInForce = Awaited<ReturnType<typeof listBrakesInForce>>[number];

/** For the operator: one customer's brakes with their appeals, the newest first. */
export async function listTenantBrakes(
  _operator: OperatorContext,
  tenantId: string,
): Promise<Brake[]> {
  const brakes = await controlDb()
    .select(brakeColumns)
    .from(sendingBrakes)
    .where(eq(sendingBrakes.tenantId, tenantId))
    .orderBy(desc(sendingBrakes.engagedAt))
    .limit(mostShown);
  const appeals = await listAppeals(brakes.map(({ id }) => id));
  return brakes.map((brake) => withAppeals(brake, appeals));
}

async function listAppeals(brakeIds: string[]): Promise<Appeal[]> {
  if (brakeIds.length === 0) return [];
  return controlDb()
    .select(appealColumns)
    .from(brakeAppeals)
    .where(inArray(brakeAppeals.brakeId, brakeIds))
    .orderBy(asc(brakeAppeals.appealedAt));
}

/** How many brakes are on. */
export async function countBrakes(_operator: OperatorContext): Promise<number> {
  return controlDb().$count(sendingBrakes, isNull(sendingBrakes.releasedAt));
}
