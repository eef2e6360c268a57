import "server-only";
import { sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { signInDevices, signIns } from "@/db/schema/sign-ins";
import type { RequestInfo } from "@/lib/auth/context";
import { knownLocale } from "@/lib/i18n/locale";
import { enqueue } from "@/lib/queue/enqueue";
import { hashToken } from "@/lib/tokens";

type User = { tenantId: string; id: string };

/** How a try to sign in went; `factor` is what was proven, or tried to be. */
export type SignInAttempt = {
  outcome: "success" | "failure";
  factor: "password" | "invitation" | "application" | "totp" | "recovery-code" | "passkey" | "sso";
  reason?: string;
};

/**
 * Adds a try to the person's history, in the transaction that opens the session. The first success with a
 * browser that the person never used has a mail sent, unless the account itself has only just begun.
 */
export async function recordSignIn(
  tx: Transaction,
  user: User,
  request: RequestInfo,
  attempt: SignInAttempt,
): Promise<void> {
  const [row] = await tx
    .insert(signIns)
    .values({
      tenantId: user.tenantId,
      userId: user.id,
      ...attempt,
      ip: request.ip,
      userAgent: request.userAgent?.slice(0, 500) ?? null,
    })
    .returning({ id: signIns.id });
  if (!row) throw new Error("sign-in was not recorded");
  if (attempt.outcome === "failure") return;
  const isNew = await meetDevice(tx, user, request.deviceId);
  const isBeginning = attempt.factor === "invitation" || attempt.factor === "application";
  if (!isNew || isBeginning) return;
  await enqueue(tx, "sign-ins.send-device-alert", {
    tenantId: user.tenantId,
    signInId: row.id,
    locale: knownLocale(request.locale),
  });
}

/** Whether the person signs in with this browser for the first time; one without the cookie always is new. */
async function meetDevice(
  tx: Transaction,
  user: User,
  deviceId: string | null | undefined,
): Promise<boolean> {
  if (!deviceId) return true;
  const [met] = await tx
    .insert(signInDevices)
    .values({ tenantId: user.tenantId, userId: user.id, deviceHash: hashToken(deviceId) })
    .onConflictDoUpdate({
      target: [signInDevices.tenantId, signInDevices.userId, signInDevices.deviceHash],
      set: { lastAt: sql`now()` },
    })
    .returning({ isNew: sql<boolean>`xmax = 0` });
  return met?.isNew ?? true;
}

/** Forgets tries of more than 400 days ago, of every tenant; returns how many. */
export async function pruneSignIns(): Promise<number> {
  const [row] = await controlDb().execute<{ count: string }>(sql`select prune_sign_ins() as count`);
  return Number(row?.count ?? 0);
}
