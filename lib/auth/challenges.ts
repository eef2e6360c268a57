import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { hashToken, randomToken } from "@/lib/tokens";
import { type FactorOwner, ownerColumns, ownerTables, ownerValues, ownRows } from "./factor-owner";

type Db = Pick<Transaction, "execute">;

export const challengeMinutes = 10;

/** Remembers that a sign-in's password was right; answers with the secret that goes on from there, kept as a hash. */
export async function issueChallenge(db: Db, owner: FactorOwner): Promise<string> {
  const { challenges } = ownerTables(owner);
  const secret = randomToken();
  await db.execute(sql`delete from ${challenges} where ${ownRows(owner)} and expires_at < now()`);
  await db.execute(sql`
    insert into ${challenges} (${ownerColumns(owner)}, token_hash, expires_at)
    values (${ownerValues(owner)}, ${hashToken(secret)}, now() + make_interval(mins => ${challengeMinutes}))`);
  return `${owner.kind === "user" ? owner.tenantId : "operator"}.${secret}`;
}

/** The parts of such a secret; null for anything else. */
export function parseChallenge(token: string | undefined) {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|operator)\.([\w-]{43})$/.exec(
    token ?? "",
  );
  return match?.[1] && match[2] ? { scope: match[1], tokenHash: hashToken(match[2]) } : null;
}

/** Ends a challenge; of any number of tries at once one succeeds. */
export async function spendChallenge(
  db: Db,
  owner: FactorOwner,
  tokenHash: string,
): Promise<boolean> {
  const { challenges } = ownerTables(owner);
  const rows = await db.execute(sql`
    update ${challenges} set used_at = now()
    where ${ownRows(owner)} and token_hash = ${tokenHash} and used_at is null and expires_at > now() returning 1`);
  return rows.length > 0;
}

/** Ends all open challenges of one person, as when the password is replaced. */
export async function endChallenges(db: Db, owner: FactorOwner): Promise<void> {
  const { challenges } = ownerTables(owner);
  await db.execute(sql`delete from ${challenges} where ${ownRows(owner)}`);
}
