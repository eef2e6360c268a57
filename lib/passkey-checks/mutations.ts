import "server-only";
import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  type PublicKeyCredentialRequestOptionsJSON,
  verifyAuthenticationResponse,
} from "@simplewebauthn/server";
import { and, eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { passkeyChallenges, passkeys } from "@/db/schema/factors";
import type { PasskeyAnswer } from "@/lib/second-step/schema";
import { hashToken } from "@/lib/tokens";
import { relyingParty, subjects } from "./rules";

type User = { tenantId: string; id: string };
type Db = Pick<Transaction, "insert" | "delete">;

const challengeMinutes = 5;

/** Remembers a challenge until it is answered or five minutes have passed. */
export async function keepChallenge(db: Db, challenge: string, subject: string): Promise<void> {
  const expiresAt = new Date(Date.now() + challengeMinutes * 60_000);
  await db.delete(passkeyChallenges).where(sql`${passkeyChallenges.expiresAt} < now()`);
  await db.insert(passkeyChallenges).values({ hash: hashToken(challenge), subject, expiresAt });
}

/** Takes a challenge out; of any number of answers to it one is looked at. */
export async function takeChallenge(db: Db, challenge: string, subject: string): Promise<boolean> {
  const rows = await db
    .delete(passkeyChallenges)
    .where(
      and(
        eq(passkeyChallenges.hash, hashToken(challenge)),
        eq(passkeyChallenges.subject, subject),
        sql`${passkeyChallenges.expiresAt} > now()`,
      ),
    )
    .returning({ hash: passkeyChallenges.hash });
  return rows.length > 0;
}

/** What the browser asks an authenticator for; without `credentials` the person picks any passkey of this service. */
export async function startPasskey(
  subject: string,
  credentials: { credentialId: string; transports: string[] }[] = [],
): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const options = await generateAuthenticationOptions({
    rpID: relyingParty().id,
    userVerification: "required",
    allowCredentials: credentials.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports,
    })),
  });
  await keepChallenge(controlDb(), options.challenge, subject);
  return options;
}

/** Whether a passkey of the user signed what it was asked to sign, with the person verified by the authenticator. */
export async function finishPasskey(
  tx: Transaction,
  user: User,
  answer: PasskeyAnswer,
  subject = subjects.proof(user),
): Promise<boolean> {
  const own = and(
    eq(passkeys.tenantId, user.tenantId),
    eq(passkeys.userId, user.id),
    eq(passkeys.credentialId, answer.id),
  );
  const [passkey] = await tx.select().from(passkeys).where(own).for("update");
  if (!passkey) return false;
  const { id, origin } = relyingParty();
  const result = await verifyAuthenticationResponse({
    // The library checks every field of what the browser sent.
    response: { ...answer, clientExtensionResults: {} } as AuthenticationResponseJSON,
    expectedChallenge: (challenge) => takeChallenge(tx, challenge, subject),
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
    credential: {
      id: passkey.credentialId,
      publicKey: Uint8Array.from(Buffer.from(passkey.publicKey, "base64url")),
      counter: passkey.counter,
    },
  }).catch(asRefusal);
  if (!result?.verified) return false;
  const { newCounter, credentialBackedUp } = result.authenticationInfo;
  await tx
    .update(passkeys)
    .set({ counter: newCounter, isBackedUp: credentialBackedUp, lastUsedAt: new Date() })
    .where(own);
  return true;
}

/** The library throws plain errors for what does not verify; those of the database must not pass for one. */
export function asRefusal(error: unknown): null {
  if (error instanceof Error && !("query" in error) && !("severity" in error)) return null;
  throw error;
}
