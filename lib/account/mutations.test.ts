import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { auditEntries } from "@/db/schema/audit-entries";
import { users } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { hashPassword } from "@/lib/auth/password";
import { contextForSession, createSession } from "@/lib/auth/sessions";
import { AppError } from "@/lib/errors";
import { openSession } from "@/lib/sign-in/mutations";
import { changePassword, revokeOtherSessions, revokeOwnSession, updateOwnName } from "./mutations";
import { listOwnSessions } from "./queries";

const password = "plum-otter-lantern-42";
const newPassword = "grape-tuba-window-77";
const request = { ip: "192.0.2.1", userAgent: "vitest", requestId: randomUUID() };
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) =>
      error instanceof AppError ? JSON.stringify(error.details.fieldErrors ?? error.code) : error,
  );

let tenant: TestTenant;
let ctx: TenantContext;
const open = () =>
  transaction(contextForJob(tenant.tenantId, "test"), (tx) =>
    createSession(tx, { tenantId: tenant.tenantId, id: tenant.userId }, request),
  );
const isLive = async (id: string) =>
  (await contextForSession(tenant.tenantId, id, request)) !== null;

beforeEach(async () => {
  tenant = await createTestTenant();
  const passwordHash = await hashPassword(password);
  await transaction(tenant.ctx, (tx) =>
    tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.tenantId, tenant.tenantId), eq(users.id, tenant.userId))),
  );
  ctx = { ...tenant.ctx, sessionId: await open() };
});

describe("one's own account", () => {
  it("W35: a new password needs the current one and ends every other session", async () => {
    const other = await open();
    const change = (current: string, next = newPassword) =>
      changePassword(ctx, { current, password: next, locale: "ja" });
    expect(await failure(change("wrong"))).toContain("account.errors.wrongPassword");
    expect(await failure(change(password, password))).toContain("account.errors.samePassword");
    expect(await isLive(other)).toBe(true);
    expect(await failure(change(password))).toBeNull();
    expect(await isLive(other)).toBe(false);
    expect(await isLive(ctx.sessionId ?? "")).toBe(true);
    const signIn = { email: ctx.actor.email ?? "", password: newPassword };
    expect(await failure(openSession({ ...request, ip: randomUUID() }, signIn))).toBeNull();
  });

  it("W35: guessing the current password from a stolen session is throttled", async () => {
    const guess = () =>
      failure(changePassword(ctx, { current: "wrong", password: newPassword, locale: "ja" }));
    for (let count = 0; count < 10; count++) expect(await guess()).toContain("wrongPassword");
    expect(await guess()).toContain("throttled");
    const written = await readTransaction(tenant.ctx, (tx) =>
      tx
        .select({ targetId: auditEntries.targetId, details: auditEntries.details })
        .from(auditEntries)
        .where(eq(auditEntries.action, "session.refused")),
    );
    expect(written).toHaveLength(10);
    expect(written[0]).toMatchObject({
      targetId: tenant.userId,
      details: { reason: "password" },
    });
  });

  it("W35: lists one's own sessions and ends one of them or all others", async () => {
    const [second, third] = [await open(), await open()];
    expect((await listOwnSessions(ctx)).map(({ id }) => id).sort()).toEqual(
      [ctx.sessionId ?? "", second, third].sort(),
    );
    await revokeOwnSession(ctx, { sessionId: second });
    expect(await isLive(second)).toBe(false);
    await revokeOtherSessions(ctx);
    expect(await isLive(third)).toBe(false);
    expect(await isLive(ctx.sessionId ?? "")).toBe(true);
  });

  it("W35: somebody else's session is not found, even in one's own tenant", async () => {
    const viewer = await tenant.contextFor("viewer");
    expect(await failure(revokeOwnSession(viewer, { sessionId: ctx.sessionId ?? "" }))).toContain(
      "not_found",
    );
    expect(await isLive(ctx.sessionId ?? "")).toBe(true);
  });

  it("changes one's own name", async () => {
    await updateOwnName(ctx, { name: "新しい 名前" });
    const seen = await contextForSession(tenant.tenantId, ctx.sessionId ?? "", request);
    expect(seen?.actor.name).toBe("新しい 名前");
  });
});
