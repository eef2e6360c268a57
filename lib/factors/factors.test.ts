import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import { auditEntries } from "@/db/schema/audit-entries";
import { recoveryCodes, totpFactors } from "@/db/schema/factors";
import { users } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob, type RequestInfo, type TenantContext } from "@/lib/auth/context";
import { userOwner } from "@/lib/auth/factor-owner";
import { spendRecoveryCode, spendTotpCode } from "@/lib/auth/factor-store";
import { hashPassword } from "@/lib/auth/password";
import { contextForSession } from "@/lib/auth/sessions";
import { totpCode } from "@/lib/auth/totp";
import { issueUserToken } from "@/lib/auth/user-tokens";
import { AppError } from "@/lib/errors";
import { completeSecondStep } from "@/lib/second-step/mutations";
import { changeSecondStepPolicy } from "@/lib/second-step-policy/mutations";
import { openSession, resetPassword } from "@/lib/sign-in/mutations";
import {
  finishTotp,
  regenerateRecoveryCodes,
  removeTotp,
  resetFactors,
  startTotp,
} from "./mutations";
import { getOwnFactors, listUserFactors } from "./queries";

const password = "plum-otter-lantern-42";
const locale = "ja" as const;
const request = (): RequestInfo => ({ ip: randomUUID(), userAgent: null, requestId: null });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => (error instanceof AppError ? `${error.code} ${error.messageKey}` : error),
  );

let tenant: TestTenant;
let user: TenantContext;
const me = () => ({ tenantId: user.tenantId, id: user.actor.id ?? "" });
const asJob = () => contextForJob(tenant.tenantId, "test");
const login = () => ({ email: user.actor.email ?? "", password });
const actions = async () => {
  const rows = await transaction(asJob(), (tx) =>
    tx
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(eq(auditEntries.tenantId, tenant.tenantId)),
  );
  return rows.map(({ action }) => action);
};
const mails = async () => {
  const rows = await controlDb().execute<{ kind: string }>(sql`
    select payload->>'kind' as kind from graphile_worker._private_jobs
    where payload->>'userId' = ${user.actor.id} and payload->>'kind' is not null order by id`);
  return rows.map(({ kind }) => kind);
};

/** A code that has not been used: setting up uses the present step, so the next one is shown early. */
const nextCode = (secret: string) => totpCode(secret, Date.now() + 30_000);

async function setUp() {
  const { secret } = await startTotp(user);
  const { recoveryCodes: codes } = await finishTotp(user, { code: totpCode(secret), locale });
  return { secret, codes: codes ?? [] };
}

async function challenge(): Promise<string> {
  const outcome = await openSession(request(), login());
  if (outcome.kind !== "challenge") throw new Error("no second step was asked for");
  return outcome.token;
}

const totp = (token: string, code: string) =>
  completeSecondStep(request(), { token, locale, proof: { method: "totp", code } });
const recovery = (token: string, code: string) =>
  completeSecondStep(request(), { token, locale, proof: { method: "recovery", code } });

beforeEach(async () => {
  tenant = await createTestTenant();
  user = await tenant.contextFor("sender");
  const passwordHash = await hashPassword(password);
  await transaction(asJob(), (tx) =>
    tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.tenantId, tenant.tenantId), eq(users.id, me().id))),
  );
});

describe("an authenticator app", () => {
  it("W35: counts once it has shown a code; the secret is sealed, the codes are hashed", async () => {
    const { secret } = await startTotp(user);
    expect((await openSession(request(), login())).kind).toBe("session");
    expect(await failure(finishTotp(user, { code: "000000", locale }))).toBe("invalid invalid");
    const { recoveryCodes: codes } = await finishTotp(user, { code: totpCode(secret), locale });
    expect(codes).toHaveLength(10);
    const stored = await transaction(asJob(), async (tx) => [
      ...(await tx.select().from(totpFactors).where(eq(totpFactors.tenantId, tenant.tenantId))),
      ...(await tx.select().from(recoveryCodes).where(eq(recoveryCodes.tenantId, tenant.tenantId))),
    ]);
    expect(stored).toHaveLength(11);
    for (const hidden of [secret, ...(codes ?? [])])
      expect(JSON.stringify(stored)).not.toContain(hidden);
    expect((await getOwnFactors(user)).codesLeft).toBe(10);
    expect(await failure(startTotp(user))).toBe("conflict factors.errors.totpExists");
    expect(await actions()).toContain("factor.totp_added");
    expect(await mails()).toEqual(["totpAdded"]);
  });

  it("W35: a right password opens a challenge, no session; the code opens the session once", async () => {
    const { secret } = await setUp();
    const token = await challenge();
    expect(await failure(totp(token, "000000"))).toBe("invalid factors.errors.refused");
    const { tenantId, sessionId } = await totp(token, nextCode(secret));
    const ctx = await contextForSession(tenantId, sessionId, request());
    expect(ctx?.actor.id).toBe(user.actor.id);
    expect(await failure(totp(token, nextCode(secret)))).toBe(
      "expired factors.errors.challengeEnded",
    );
    expect(await failure(totp(await challenge(), nextCode(secret)))).toBe(
      "invalid factors.errors.refused",
    );
    expect(await actions()).toEqual(expect.arrayContaining(["session.refused", "session.created"]));
  });

  it("W35: of fifty uses of one code exactly one succeeds, also over fifty sign-ins", async () => {
    const { secret } = await setUp();
    const code = nextCode(secret);
    const owner = userOwner(me());
    const wins = await Promise.all(
      Array.from({ length: 50 }, () => transaction(user, (tx) => spendTotpCode(tx, owner, code))),
    );
    expect(wins.filter(Boolean)).toHaveLength(1);
  });

  it("W35: of fifty second steps with one code at once exactly one opens a session", async () => {
    const { secret } = await setUp();
    const tokens = await Promise.all(Array.from({ length: 8 }, challenge));
    const code = nextCode(secret);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => failure(totp(tokens[index % 8] ?? "", code))),
    );
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
  });

  it("W35: a reset of the password asks for the second step as before, and ends open challenges", async () => {
    const { secret } = await setUp();
    const open = await challenge();
    let token = "";
    await transaction(asJob(), async (tx) => {
      token = (await issueUserToken(tx, me(), "password_reset")).token;
    });
    await resetPassword(request(), { token, password: "grape-tuba-window-77", locale });
    expect(await failure(totp(open, nextCode(secret)))).toBe(
      "expired factors.errors.challengeEnded",
    );
    const again = { email: login().email, password: "grape-tuba-window-77" };
    expect((await openSession(request(), again)).kind).toBe("challenge");
  });

  it("W35: removed, it asks for nothing; where a second step is required the last one stays", async () => {
    await setUp();
    await changeSecondStepPolicy(tenant.ctx, { isRequired: true, graceDays: 7 });
    expect(await failure(removeTotp(user, { locale }))).toBe("conflict factors.errors.lastFactor");
    await changeSecondStepPolicy(tenant.ctx, { isRequired: false, graceDays: 7 });
    await removeTotp(user, { locale });
    expect((await openSession(request(), login())).kind).toBe("session");
    expect((await getOwnFactors(user)).codesLeft).toBe(0);
    expect(await mails()).toEqual(["totpAdded", "totpRemoved"]);
  });
});

describe("recovery codes", () => {
  it("W35: of fifty uses of one code at once exactly one opens a session", async () => {
    const { codes } = await setUp();
    const tokens = await Promise.all(Array.from({ length: 8 }, challenge));
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        failure(recovery(tokens[index % 8] ?? "", codes[0] ?? "")),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    expect((await getOwnFactors(user)).codesLeft).toBe(9);
  });

  it("W35: each opens one session, is written down and mailed; new ones end the old", async () => {
    const { codes } = await setUp();
    const [first = "", second = ""] = codes;
    await recovery(await challenge(), first.toLowerCase());
    expect(await failure(recovery(await challenge(), first))).toBe(
      "invalid factors.errors.refused",
    );
    const fresh = await regenerateRecoveryCodes(user, { locale });
    expect(await failure(recovery(await challenge(), second))).toBe(
      "invalid factors.errors.refused",
    );
    await recovery(await challenge(), fresh.recoveryCodes[0] ?? "");
    expect(await actions()).toContain("factor.recovery_code_used");
    expect(await mails()).toEqual([
      "totpAdded",
      "recoveryCodeUsed",
      "recoveryCodesReplaced",
      "recoveryCodeUsed",
    ]);
  });

  it("W35: of fifty uses of one code exactly one succeeds", async () => {
    const { codes } = await setUp();
    const wins = await Promise.all(
      Array.from({ length: 50 }, () =>
        transaction(user, (tx) => spendRecoveryCode(tx, userOwner(me()), codes[0] ?? "")),
      ),
    );
    expect(wins.filter(Boolean)).toHaveLength(1);
  });
});

describe("the guesses", () => {
  it("W35: one counter for all factors: passwords, app codes and recovery codes use up the same ten", async () => {
    await setUp();
    const token = await challenge();
    for (let count = 0; count < 4; count++)
      await failure(openSession(request(), { ...login(), password: "wrong" }));
    for (let count = 0; count < 3; count++) await failure(totp(token, "000000"));
    for (let count = 0; count < 3; count++) await failure(recovery(token, "AAAAA-AAAAA"));
    const usedUp = "throttled signIn.errors.guessesUsedUp";
    expect(await failure(totp(token, "000000"))).toBe(usedUp);
    expect(await failure(openSession(request(), login()))).toBe(usedUp);
  });
});

describe("a master", () => {
  it("W35: sees who has which factor and takes one away; sessions end and the user is told", async () => {
    const { secret } = await setUp();
    const { tenantId, sessionId } = await totp(await challenge(), nextCode(secret));
    const userId = me().id;
    expect((await listUserFactors(tenant.ctx, [userId])).get(userId)).toEqual({
      hasTotp: true,
      passkeys: 0,
    });
    const manager = await tenant.contextFor("manager");
    expect(await failure(resetFactors(manager, { userId, locale }))).toBe(
      "not_permitted users.errors.masterOnly",
    );
    await resetFactors(tenant.ctx, { userId, locale });
    expect(await contextForSession(tenantId, sessionId, request())).toBeNull();
    expect((await openSession(request(), login())).kind).toBe("session");
    expect(await mails()).toContain("resetByMaster");
    expect(await actions()).toContain("factor.reset");
  });

  it("W35: requires a second step of everyone after days of grace", async () => {
    const outcome = await openSession(request(), login());
    if (outcome.kind !== "session") throw new Error("unexpected second step");
    const due = async () =>
      (await contextForSession(outcome.tenantId, outcome.sessionId, request()))?.secondStepDue;
    expect(await due()).toBeNull();
    await changeSecondStepPolicy(tenant.ctx, { isRequired: true, graceDays: 7 });
    const week = 7 * 24 * 3600 * 1000;
    expect((await due())?.getTime()).toBeGreaterThan(Date.now() + week - 60_000);
    await changeSecondStepPolicy(tenant.ctx, { isRequired: true, graceDays: 0 });
    expect((await due())?.getTime()).toBeLessThanOrEqual(Date.now());
    await setUp();
    expect(await due()).toBeNull();
  });
});
