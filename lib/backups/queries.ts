import { and, desc, eq, isNull, ne, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { backupGenerations, backupRequests, restoreDrills } from "@/db/schema/backups";
import { authorize, type OperatorContext, type TenantContext } from "@/lib/auth/context";
import { backupAge } from "./rules";

const listLength = 30;

/** The latest backups for a customer's audit: when, in what state; nothing that tells of other customers. */
export async function listBackups(ctx: TenantContext) {
  authorize(ctx, "audit:read");
  return controlDb()
    .select({
      name: backupGenerations.name,
      state: backupGenerations.state,
      startedAt: backupGenerations.startedAt,
      verifiedAt: backupGenerations.verifiedAt,
      deletedAt: backupGenerations.deletedAt,
    })
    .from(backupGenerations)
    .where(ne(backupGenerations.state, "running"))
    .orderBy(desc(backupGenerations.startedAt))
    .limit(listLength);
}

/** The latest restore drills for a customer's audit. */
export async function listDrills(ctx: TenantContext) {
  authorize(ctx, "audit:read");
  return controlDb()
    .select({
      generation: restoreDrills.generation,
      state: restoreDrills.state,
      startedAt: restoreDrills.startedAt,
      finishedAt: restoreDrills.finishedAt,
      durationMs: restoreDrills.durationMs,
    })
    .from(restoreDrills)
    .where(ne(restoreDrills.state, "running"))
    .orderBy(desc(restoreDrills.startedAt))
    .limit(listLength);
}

/** What the operator's page shows: the generations, the drills, what was asked for, and the age of the newest copy. */
export async function getBackupOverview(_operator: OperatorContext, now = new Date()) {
  const [generations, drills, requests, newest] = await Promise.all([
    controlDb()
      .select()
      .from(backupGenerations)
      .orderBy(desc(backupGenerations.startedAt))
      .limit(listLength),
    controlDb().select().from(restoreDrills).orderBy(desc(restoreDrills.startedAt)).limit(10),
    controlDb().select().from(backupRequests).where(isNull(backupRequests.takenAt)),
    findNewestVerified(),
  ]);
  return { generations, drills, requests, age: backupAge(newest?.startedAt ?? null, now) };
}

export type BackupOverview = Awaited<ReturnType<typeof getBackupOverview>>;

/** The newest generation that was found whole, or null. */
export async function findNewestVerified() {
  const [row] = await controlDb()
    .select({ name: backupGenerations.name, startedAt: backupGenerations.startedAt })
    .from(backupGenerations)
    .where(eq(backupGenerations.state, "verified"))
    .orderBy(desc(backupGenerations.startedAt))
    .limit(1);
  return row ?? null;
}

export async function findVerifiedOfDay(day: string): Promise<string | null> {
  const [row] = await controlDb()
    .select({ name: backupGenerations.name })
    .from(backupGenerations)
    .where(and(eq(backupGenerations.day, day), eq(backupGenerations.state, "verified")))
    .limit(1);
  return row?.name ?? null;
}

/** Generations whose copies still lie in the backup folder. */
export async function listStoredGenerations() {
  return controlDb()
    .select({
      id: backupGenerations.id,
      name: backupGenerations.name,
      day: backupGenerations.day,
      state: backupGenerations.state,
      startedAt: backupGenerations.startedAt,
    })
    .from(backupGenerations)
    .where(sql`${backupGenerations.state} in ('running', 'verified', 'damaged')`);
}
