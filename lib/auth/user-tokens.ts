import { and, eq, gt, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { userTokens } from "@/db/schema/users";
import type { userTokenPurposes } from "@/db/values";
import { AppError } from "@/lib/errors";
import { hashToken, randomToken } from "@/lib/tokens";

export type UserTokenPurpose = (typeof userTokenPurposes)[number];
export type UserTokenState = "valid" | "used" | "superseded" | "expired";
type User = { tenantId: string; id: string };
type ParsedToken = { tenantId: string; tokenHash: string };

const lifetimeMs: Record<UserTokenPurpose, number> = {
  invitation: 7 * 24 * 3600 * 1000,
  password_reset: 3600 * 1000,
  email_old: 24 * 3600 * 1000,
  email_new: 24 * 3600 * 1000,
  network_recovery: 3600 * 1000,
};

/** Makes a user's single-use link secret, in the form `<tenantId>.<secret>`, and ends the older ones. */
export async function issueUserToken(tx: Transaction, user: User, purpose: UserTokenPurpose) {
  await supersedeUserTokens(tx, user, purpose);
  const secret = randomToken();
  const expiresAt = new Date(Date.now() + lifetimeMs[purpose]);
  const [row] = await tx
    .insert(userTokens)
    .values({
      tenantId: user.tenantId,
      userId: user.id,
      purpose,
      tokenHash: hashToken(secret),
      expiresAt,
    })
    .returning({ id: userTokens.id });
  if (!row) throw new Error("user token was not created");
  return { id: row.id, token: `${user.tenantId}.${secret}`, expiresAt };
}

/** Ends a user's open links of one purpose, or of all. */
export async function supersedeUserTokens(
  tx: Transaction,
  user: User,
  purpose?: UserTokenPurpose,
): Promise<void> {
  await tx
    .update(userTokens)
    .set({ supersededAt: new Date() })
    .where(
      and(
        eq(userTokens.tenantId, user.tenantId),
        eq(userTokens.userId, user.id),
        purpose && eq(userTokens.purpose, purpose),
        isNull(userTokens.usedAt),
        isNull(userTokens.supersededAt),
      ),
    );
}

/** The tenant that a link's secret belongs to and the hash that finds it there; null for anything else. */
export function parseUserToken(token: string): ParsedToken | null {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([\w-]{43})$/.exec(token);
  return match?.[1] && match[2] ? { tenantId: match[1], tokenHash: hashToken(match[2]) } : null;
}

/** What a link is good for, without using it. */
export async function findUserToken(
  tx: Transaction,
  { tenantId, tokenHash }: ParsedToken,
  purpose: UserTokenPurpose,
): Promise<{ userId: string; state: UserTokenState } | null> {
  const [row] = await tx
    .select()
    .from(userTokens)
    .where(
      and(
        eq(userTokens.tenantId, tenantId),
        eq(userTokens.tokenHash, tokenHash),
        eq(userTokens.purpose, purpose),
      ),
    );
  return row ? { userId: row.userId, state: stateOfToken(row) } : null;
}

export function stateOfToken(row: typeof userTokens.$inferSelect): UserTokenState {
  if (row.usedAt) return "used";
  if (row.supersededAt) return "superseded";
  return row.expiresAt <= new Date() ? "expired" : "valid";
}

/** Uses a link up and tells whose it is; of any number of tries at once one succeeds. Throws `expired`. */
export async function spendUserToken(
  tx: Transaction,
  { tenantId, tokenHash }: ParsedToken,
  purpose: UserTokenPurpose,
): Promise<string> {
  const [row] = await tx
    .update(userTokens)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(userTokens.tenantId, tenantId),
        eq(userTokens.tokenHash, tokenHash),
        eq(userTokens.purpose, purpose),
        isNull(userTokens.usedAt),
        isNull(userTokens.supersededAt),
        gt(userTokens.expiresAt, new Date()),
      ),
    )
    .returning({ userId: userTokens.userId });
  if (!row) throw new AppError("expired", "signIn.errors.linkEnded");
  return row.userId;
}
