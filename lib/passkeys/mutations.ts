import "server-only";
import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { and, eq } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { passkeys } from "@/db/schema/factors";
import { readTransaction, transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type RequestInfo, type TenantContext } from "@/lib/auth/context";
import { forgiveGuess, takeGuess } from "@/lib/auth/guesses";
import { knownDevice } from "@/lib/auth/known-device";
import { contextForVisitor } from "@/lib/auth/visitor";
import { AppError, notFound } from "@/lib/errors";
import { enqueueFactorMail } from "@/lib/factor-mails/mutations";
import { dropLastCodes, ensureRecoveryCodes, refuseLastFactor } from "@/lib/factors/mutations";
import type { Locale } from "@/lib/i18n/locale";
import {
  asRefusal,
  finishPasskey,
  keepChallenge,
  takeChallenge,
} from "@/lib/passkey-checks/mutations";
import { readUserHandle, relyingParty, subjects, userHandle } from "@/lib/passkey-checks/rules";
import { type SignedIn, startSession } from "@/lib/second-step/mutations";
import type { PasskeyAnswer } from "@/lib/second-step/schema";
import { isUsable, lockAccount, readAccount } from "@/lib/sign-in/queries";
import { credentialsOf } from "./queries";
import type { AddPasskeyInput, PasskeyIdInput, RenamePasskeyInput } from "./schema";

const refused = () => new AppError("invalid", "factors.errors.passkeyRefused");

function self(ctx: TenantContext) {
  if (!ctx.actor.id) throw new AppError("not_permitted");
  return { tenantId: ctx.tenantId, id: ctx.actor.id };
}

/** What the browser asks an authenticator to make. */
export async function startRegistration(
  ctx: TenantContext,
): Promise<PublicKeyCredentialCreationOptionsJSON> {
  authorize(ctx, "account:write");
  const user = self(ctx);
  const known = await readTransaction(ctx, (tx) => credentialsOf(tx, user));
  const { id, name } = relyingParty();
  const options = await generateRegistrationOptions({
    rpName: name,
    rpID: id,
    userName: ctx.actor.email ?? "",
    userDisplayName: ctx.actor.name,
    userID: userHandle(user),
    attestationType: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports,
    })),
  });
  await transaction(ctx, async (tx) => {
    await keepChallenge(tx, options.challenge, subjects.registration(user));
    await recordAudit(tx, ctx, {
      action: "factor.passkey_started",
      targetType: "user",
      targetId: user.id,
    });
  });
  return options;
}

/** Keeps a passkey that an authenticator has made; answers with recovery codes where these are the user's first. */
export async function addPasskey(
  ctx: TenantContext,
  { name, answer, locale }: AddPasskeyInput & { locale: Locale },
): Promise<{ recoveryCodes: string[] | null }> {
  authorize(ctx, "account:write");
  const user = self(ctx);
  const { id, origin } = relyingParty();
  const result = await verifyRegistrationResponse({
    // The library checks every field of what the browser sent.
    response: { ...answer, clientExtensionResults: {} } as RegistrationResponseJSON,
    expectedChallenge: (challenge) =>
      takeChallenge(controlDb(), challenge, subjects.registration(user)),
    expectedOrigin: origin,
    expectedRPID: id,
    requireUserVerification: true,
  }).catch(asRefusal);
  if (!result?.verified) throw refused();
  const { credential, credentialBackedUp } = result.registrationInfo;
  return transaction(ctx, async (tx) => {
    await lockAccount(tx, user.tenantId, user.id);
    const [row] = await tx
      .insert(passkeys)
      .values({
        tenantId: user.tenantId,
        userId: user.id,
        name,
        credentialId: credential.id,
        publicKey: Buffer.from(credential.publicKey).toString("base64url"),
        counter: credential.counter,
        transports: credential.transports ?? [],
        isBackedUp: credentialBackedUp,
      })
      .returning({ id: passkeys.id });
    const recoveryCodes = await ensureRecoveryCodes(tx, user);
    const target = { targetType: "user", targetId: user.id };
    const details = { id: row?.id, name };
    await recordAudit(tx, ctx, { action: "factor.passkey_added", ...target, details });
    await enqueueFactorMail(tx, user, { kind: "passkeyAdded", locale });
    return { recoveryCodes };
  }).catch((error) => {
    throw isUniqueViolation(error, "passkeys_credential") ? refused() : error;
  });
}

export async function renamePasskey(ctx: TenantContext, input: RenamePasskeyInput): Promise<void> {
  authorize(ctx, "account:write");
  await transaction(ctx, async (tx) => {
    const before = await lockPasskey(tx, ctx, input.id);
    await tx.update(passkeys).set({ name: input.name }).where(rowOf(ctx, input.id));
    await recordAudit(tx, ctx, {
      action: "factor.passkey_renamed",
      targetType: "user",
      targetId: self(ctx).id,
      details: { id: input.id, before: { name: before.name }, after: { name: input.name } },
    });
  });
}

export async function removePasskey(
  ctx: TenantContext,
  { id, locale }: PasskeyIdInput & { locale: Locale },
): Promise<void> {
  authorize(ctx, "account:write");
  const user = self(ctx);
  await transaction(ctx, async (tx) => {
    await lockAccount(tx, user.tenantId, user.id);
    const { name } = await lockPasskey(tx, ctx, id);
    await tx.delete(passkeys).where(rowOf(ctx, id));
    await refuseLastFactor(tx, user);
    await dropLastCodes(tx, user);
    const target = { targetType: "user", targetId: user.id };
    await recordAudit(tx, ctx, {
      action: "factor.passkey_removed",
      ...target,
      details: { id, name },
    });
    await enqueueFactorMail(tx, user, { kind: "passkeyRemoved", locale });
  });
}

const rowOf = (ctx: TenantContext, id: string) =>
  and(eq(passkeys.tenantId, ctx.tenantId), eq(passkeys.userId, self(ctx).id), eq(passkeys.id, id));

async function lockPasskey(tx: Transaction, ctx: TenantContext, id: string) {
  const [row] = await tx
    .select({ name: passkeys.name })
    .from(passkeys)
    .where(rowOf(ctx, id))
    .for("update");
  if (!row) throw notFound();
  return row;
}

/** Signs a person in by a passkey alone: having it and unlocking it are two steps. Throws one answer for every failure. */
export async function signInWithPasskey(
  request: RequestInfo,
  answer: PasskeyAnswer,
): Promise<SignedIn> {
  const user = readUserHandle(answer.response.userHandle);
  const account =
    user &&
    (await readTransaction({ tenantId: user.tenantId, actor: { id: null } }, (tx) =>
      readAccount(tx, user.tenantId, user.id),
    ));
  if (!account) throw refused();
  const { email } = account;
  const device = knownDevice(request.devices, { surface: "web", email });
  const guess = await takeGuess({ surface: "web", email, device });
  const ctx = contextForVisitor(account, request);
  const signedIn = await transaction(ctx, async (tx) => {
    const now = await lockAccount(tx, account.tenantId, account.id);
    if (now && isUsable(now) && (await finishPasskey(tx, now, answer, subjects.signIn)))
      return startSession(tx, ctx, now, "passkey");
    const target = { targetType: "user", targetId: account.id };
    await recordAudit(tx, ctx, {
      action: "session.refused",
      ...target,
      details: { reason: "passkey" },
    });
    return null;
  });
  if (!signedIn) throw refused();
  await forgiveGuess(guess);
  return signedIn;
}
