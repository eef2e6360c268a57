import { randomUUID } from "node:crypto";
import { render } from "@react-email/render";
import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { controlDb } from "@/db/client";
import { auditEntries } from "@/db/schema/audit-entries";
import { tenants } from "@/db/schema/tenants";
import { sessions, users, userTokens } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob, type RequestInfo } from "@/lib/auth/context";
import { takeGuess } from "@/lib/auth/guesses";
import { knownDevice, rememberDevice } from "@/lib/auth/known-device";
import { hashPassword } from "@/lib/auth/password";
import { contextForSession, revokeSessions } from "@/lib/auth/sessions";
import { throttle } from "@/lib/auth/throttle";
import { readTicket } from "@/lib/auth/ticket";
import { AppError } from "@/lib/errors";
import type { AccountMail } from "@/lib/mail/account-mail";
import {
  acceptTerms,
  closeSession,
  enqueuePasswordResets,
  openSession,
  recordRefusal,
  requestPasswordReset,
  resetPassword,
  sendPasswordReset,
} from "./mutations";
import { findLink } from "./queries";

const sent = vi.hoisted((): AccountMail[] => []);
const verified = vi.hoisted(() => ({ times: 0 }));
vi.mock("@/lib/auth/password", async (load) => {
  const real = await load<typeof import("@/lib/auth/password")>();
  const verifyPassword: typeof real.verifyPassword = (...given) => {
    verified.times++;
    return real.verifyPassword(...given);
  };
  return { ...real, verifyPassword };
});
vi.mock("@/lib/mail/account-mail", () => ({
  sendAccountMail: async (mail: AccountMail) => void sent.push(mail),
}));

const password = "plum-otter-lantern-42";
const usedUp = "throttled signIn.errors.guessesUsedUp";
const newPassword = "grape-tuba-window-77";
const from = (ip: string): RequestInfo => ({ ip, userAgent: "vitest", requestId: randomUUID() });
const ownNetwork = () => from(randomUUID());
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => (error instanceof AppError ? `${error.code} ${error.messageKey}` : error),
  );

/** Signs in where the password alone is enough. */
async function signIn(...given: Parameters<typeof openSession>) {
  const outcome = await openSession(...given);
  if (outcome.kind !== "session") throw new Error("a second step is asked for");
  return outcome;
}

let tenant: TestTenant;
let email: string;
const own = () => and(eq(users.tenantId, tenant.tenantId), eq(users.id, tenant.userId));
const asJob = () => contextForJob(tenant.tenantId, "test");
const setUser = (changes: Partial<typeof users.$inferInsert>) =>
  transaction(asJob(), (tx) => tx.update(users).set(changes).where(own()));
const actionsOf = () =>
  transaction(asJob(), (tx) =>
    tx
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(eq(auditEntries.tenantId, tenant.tenantId)),
  ).then((rows) => rows.map(({ action }) => action));

const queued = (where: ReturnType<typeof sql>) =>
  controlDb().execute<{ payload: object }>(
    sql`select payload from graphile_worker._private_jobs where ${where}`,
  );

async function mailedToken(): Promise<string> {
  await sendPasswordReset(asJob(), {
    tenantId: tenant.tenantId,
    userId: tenant.userId,
    locale: "ja",
  });
  const mail = sent.at(-1);
  const html = mail ? await render(mail.body) : "";
  return /password-reset\/([\w.-]+)/.exec(html)?.[1] ?? "";
}

beforeEach(async () => {
  sent.length = 0;
  const made = await createTestTenant();
  // Not the master, who is always active.
  const ctx = await made.contextFor("manager");
  tenant = { ...made, ctx, userId: ctx.actor.id ?? "" };
  email = tenant.ctx.actor.email ?? "";
  await setUser({ passwordHash: await hashPassword(password) });
});

describe("signing in", () => {
  it("W35: opens a session that lives in the database and is written down", async () => {
    const { ticket, tenantId, sessionId } = await signIn(ownNetwork(), { email, password });
    expect(readTicket(ticket)).toMatchObject({
      surface: "web",
      tenantId: tenant.tenantId,
      sessionId,
    });
    const ctx = await contextForSession(tenantId, sessionId, ownNetwork());
    expect(ctx?.actor.id).toBe(tenant.userId);
    expect(await actionsOf()).toContain("session.created");
    if (ctx) await closeSession(ctx);
    expect(await contextForSession(tenantId, sessionId, ownNetwork())).toBeNull();
  });

  it("W35: says the same for a wrong password, nobody, a deactivated user and a closed environment", async () => {
    const refused = "invalid signIn.errors.refused";
    expect(await failure(openSession(ownNetwork(), { email, password: "wrong" }))).toBe(refused);
    const nobody = { email: `${randomUUID()}@example.jp`, password };
    expect(await failure(openSession(ownNetwork(), nobody))).toBe(refused);
    await setUser({ state: "deactivated" });
    expect(await failure(openSession(ownNetwork(), { email, password }))).toBe(refused);
    await setUser({ state: "active" });
    await transaction(asJob(), (tx) =>
      tx.update(tenants).set({ state: "suspended" }).where(eq(tenants.id, tenant.tenantId)),
    );
    expect(await failure(openSession(ownNetwork(), { email, password }))).toBe(refused);
    await setUser({ state: "active" });
    await recordRefusal({ email, ...ownNetwork() });
    expect(await actionsOf()).toContain("session.refused");
  });

  it("W35: ten failures end the checking for strangers, whatever the network; the owner's device and a mailed link get in", async () => {
    const owner = { ...ownNetwork(), devices: rememberDevice(null, { surface: "web", email }) };
    const tries = Array.from({ length: 10 }, () =>
      failure(openSession(ownNetwork(), { email, password: "wrong" })),
    );
    expect(new Set(await Promise.all(tries))).toEqual(new Set(["invalid signIn.errors.refused"]));
    const before = verified.times;
    expect(await failure(openSession(ownNetwork(), { email, password }))).toBe(usedUp);
    expect(verified.times).toBe(before);
    expect(await failure(openSession(owner, { email, password }))).toBeNull();

    const token = await mailedToken();
    const given = await resetPassword(ownNetwork(), { token, password: newPassword, locale: "ja" });
    expect(given).toEqual({ email });
    const devices = rememberDevice(null, { surface: "web", email });
    const again = openSession({ ...ownNetwork(), devices }, { email, password: newPassword });
    expect(await failure(again)).toBeNull();
  });

  it("W35: a device known for one account has no allowance for another, and its own ends too", async () => {
    const other = { surface: "web" as const, email: `${randomUUID()}@example.jp` };
    const forAnother = { ...ownNetwork(), devices: rememberDevice(null, other) };
    const own = { ...ownNetwork(), devices: rememberDevice(null, { surface: "web", email }) };
    const forged = { ...ownNetwork(), devices: `${own.devices}x` };
    const account = { surface: "web" as const, email };
    for (let count = 0; count < 10; count++) await takeGuess({ ...account, device: null });
    for (const request of [forAnother, forged])
      expect(await failure(openSession(request, { email, password }))).toBe(usedUp);
    const device = knownDevice(own.devices, account);
    for (let count = 0; count < 10; count++) await takeGuess({ ...account, device });
    expect(await failure(openSession(own, { email, password }))).toBe(usedUp);
  });

  it("W35: a failure costs the same work whether or not the e-mail has an account", async () => {
    const workFor = async (input: { email: string; password: string }) => {
      const before = verified.times;
      await failure(openSession(ownNetwork(), input));
      return verified.times - before;
    };
    const nobody = await workFor({ email: `${randomUUID()}@example.jp`, password });
    expect(await workFor({ email, password: "wrong" })).toBe(nobody);
    expect(await actionsOf()).not.toContain("session.refused");
    const unknown = `${randomUUID()}@example.jp`;
    await failure(openSession(ownNetwork(), { email: unknown, password }));
    for (const asked of [email, unknown])
      expect(await queued(sql`payload->>'email' = ${asked}`)).toHaveLength(1);
  });

  it("W35: a hundred failures from one network close it for a while, also for other accounts", async () => {
    const network = ownNetwork();
    const guess = () =>
      failure(openSession(network, { email: `${randomUUID()}@example.jp`, password: "wrong" }));
    for (let count = 0; count < 98; count++)
      await throttle("sign-in-network", network.ip ?? "", { most: 100, windowSeconds: 900 });
    expect([await guess(), await guess(), await guess()].at(-1)).toBe("throttled throttled");
    expect(await failure(openSession(network, { email, password }))).toBe("throttled throttled");
  });

  it("W35: rightful sign-ins do not use the allowance up", async () => {
    for (let count = 0; count < 12; count++) await openSession(ownNetwork(), { email, password });
    expect(await failure(openSession(ownNetwork(), { email, password }))).toBeNull();
  });

  it("W35: a password that is replaced while it is being checked opens no session", async () => {
    const passwordHash = await hashPassword(newPassword);
    const before = verified.times;
    let attempt: Promise<unknown> = Promise.resolve();
    await transaction(asJob(), async (tx) => {
      await tx.update(users).set({ passwordHash }).where(own());
      attempt = failure(openSession(ownNetwork(), { email, password }));
      await vi.waitUntil(() => verified.times > before, { timeout: 5000, interval: 5 });
      await new Promise((resolve) => setTimeout(resolve, 300));
      await revokeSessions(tx, { tenantId: tenant.tenantId, id: tenant.userId });
    });
    expect(await attempt).toBe("invalid signIn.errors.refused");
    const live = await transaction(asJob(), (tx) =>
      tx.select().from(sessions).where(eq(sessions.tenantId, tenant.tenantId)),
    );
    expect(live).toEqual([]);
  });

  it("finds the environment whose password fits, of several with one e-mail", async () => {
    const other = await createTestTenant();
    const otherHash = await hashPassword(newPassword);
    await transaction(contextForJob(other.tenantId, "test"), (tx) =>
      tx
        .update(users)
        .set({ email, passwordHash: otherHash })
        .where(eq(users.tenantId, other.tenantId)),
    );
    expect((await signIn(ownNetwork(), { email, password })).tenantId).toBe(tenant.tenantId);
    expect((await signIn(ownNetwork(), { email, password: newPassword })).tenantId).toBe(
      other.tenantId,
    );
  });

  it("W32: asks for agreement to the terms once for a version", async () => {
    const first = await signIn(ownNetwork(), { email, password });
    expect(first.mustAcceptTerms).toBe(true);
    const live = () => contextForSession(first.tenantId, first.sessionId, ownNetwork());
    expect((await live())?.mustAcceptTerms).toBe(true);
    await acceptTerms(tenant.ctx);
    expect((await live())?.mustAcceptTerms).toBe(false);
    expect((await signIn(ownNetwork(), { email, password })).mustAcceptTerms).toBe(false);
  });
});

describe("asking for a reset", () => {
  it("W35: does the same for a known and an unknown e-mail, and stops repeats", async () => {
    const unknown = `${randomUUID()}@example.jp`;
    for (const asked of [email, unknown]) {
      expect(
        await requestPasswordReset(ownNetwork(), { email: asked, locale: "ja" }),
      ).toBeUndefined();
      expect(await queued(sql`payload->>'email' = ${asked}`)).toEqual([
        { payload: { email: asked, locale: "ja" } },
      ]);
      for (let count = 0; count < 4; count++)
        await requestPasswordReset(ownNetwork(), { email: asked, locale: "ja" });
      const more = requestPasswordReset(ownNetwork(), { email: asked, locale: "ja" });
      expect(await failure(more)).toBe("throttled throttled");
    }
  });

  it("W35: only accounts in use are mailed", async () => {
    await enqueuePasswordResets({ email, locale: "ja" });
    const ofUser = sql`payload->>'userId' = ${tenant.userId}`;
    expect(await queued(ofUser)).toEqual([
      { payload: { tenantId: tenant.tenantId, userId: tenant.userId, locale: "ja" } },
    ]);
    const other = await createTestTenant();
    const { actor } = await other.contextFor("viewer");
    await transaction(contextForJob(other.tenantId, "test"), (tx) =>
      tx
        .update(users)
        .set({ state: "deactivated" })
        .where(and(eq(users.tenantId, other.tenantId), eq(users.id, actor.id ?? ""))),
    );
    await enqueuePasswordResets({ email: actor.email ?? "", locale: "ja" });
    expect(await queued(sql`payload->>'userId' = ${actor.id}`)).toEqual([]);
  });
});

describe("resetting a password", () => {
  const reset = (token: string) =>
    resetPassword(ownNetwork(), { token, password: newPassword, locale: "ja" });
  const ended = "expired signIn.errors.linkEnded";

  it("W35: the mailed link sets a new password once and ends every session", async () => {
    const { tenantId, sessionId } = await signIn(ownNetwork(), { email, password });
    const token = await mailedToken();
    expect(sent.at(-1)?.to).toBe(email);
    await reset(token);
    expect(await contextForSession(tenantId, sessionId, ownNetwork())).toBeNull();
    expect(await failure(openSession(ownNetwork(), { email, password }))).toBe(
      "invalid signIn.errors.refused",
    );
    expect(await failure(openSession(ownNetwork(), { email, password: newPassword }))).toBeNull();
    expect((await findLink(token, "password_reset"))?.state).toBe("used");
    expect(await failure(reset(token))).toBe(ended);
    expect(await actionsOf()).toEqual(
      expect.arrayContaining(["password.reset_requested", "password.reset"]),
    );
  });

  it("W35: a newer link ends the older one", async () => {
    const [older, newer] = [await mailedToken(), await mailedToken()];
    expect((await findLink(older, "password_reset"))?.state).toBe("superseded");
    expect(await failure(reset(older))).toBe(ended);
    expect(await failure(reset(newer))).toBeNull();
  });

  it("W35: a link ends after its hour", async () => {
    const token = await mailedToken();
    const past = new Date(Date.now() - 1000);
    await transaction(asJob(), (tx) =>
      tx
        .update(userTokens)
        .set({ expiresAt: past })
        .where(eq(userTokens.tenantId, tenant.tenantId)),
    );
    expect((await findLink(token, "password_reset"))?.state).toBe("expired");
    expect(await failure(reset(token))).toBe(ended);
  });

  it("W35: of fifty uses at once one succeeds", async () => {
    const token = await mailedToken();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => failure(reset(token))));
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === ended)).toHaveLength(49);
  });

  it("keeps only the hash of the secret, and serves no other tenant, purpose or user state", async () => {
    const token = await mailedToken();
    const [stored] = await transaction(asJob(), (tx) =>
      tx.select().from(userTokens).where(eq(userTokens.tenantId, tenant.tenantId)),
    );
    expect(token).not.toContain(stored?.tokenHash);
    const other = await createTestTenant();
    expect(
      await findLink(token.replace(tenant.tenantId, other.tenantId), "password_reset"),
    ).toBeNull();
    expect(await findLink(token, "invitation")).toBeNull();
    expect(await findLink("nonsense", "password_reset")).toBeNull();
    await setUser({ state: "deactivated" });
    expect(await failure(reset(token))).toBe(ended);
  });

  it("refuses a password made of the owner's own e-mail", async () => {
    const token = await mailedToken();
    const work = resetPassword(ownNetwork(), { token, password: `${email}`, locale: "ja" });
    expect(await failure(work)).toBe("invalid invalid");
    expect((await findLink(token, "password_reset"))?.state).toBe("valid");
  });

  it("mails nothing to a user who is not active", async () => {
    await setUser({ state: "deactivated" });
    expect(await mailedToken()).toBe("");
    expect(sent).toHaveLength(0);
    const rows = await transaction(asJob(), (tx) =>
      tx.select().from(sessions).where(eq(sessions.tenantId, tenant.tenantId)),
    );
    expect(rows).toHaveLength(0);
  });
});
