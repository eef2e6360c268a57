import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { attributeDefinitions } from "@/db/schema/addresses";
import { auditEntries } from "@/db/schema/audit-entries";
import { users } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { contextForSession, createSession } from "@/lib/auth/sessions";
import { AppError } from "@/lib/errors";
import {
  changePermissions,
  deactivateUser,
  deleteUser,
  reactivateUser,
  revokeAllUserSessions,
  revokeUserSession,
  updateUser,
} from "./mutations";
import { getUser, isLastMaster, listUserSessions, listUsers } from "./queries";
import { userFilterSchema } from "./schema";

const request = { ip: "192.0.2.1", userAgent: "vitest", requestId: randomUUID() };
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => (error instanceof AppError ? `${error.code} ${error.messageKey}` : error),
  );
const idOf = (ctx: TenantContext) => ctx.actor.id ?? "";
const none = { granted: [], denied: [] };

let tenant: TestTenant;
const signInAs = (ctx: TenantContext) =>
  transaction(contextForJob(ctx.tenantId, "test"), (tx) =>
    createSession(tx, { tenantId: ctx.tenantId, id: idOf(ctx) }, request),
  );
const live = (sessionId: string) => contextForSession(tenant.tenantId, sessionId, request);
const mastersLeft = async () =>
  (await listUsers(tenant.ctx, userFilterSchema.parse({ role: "master", state: "active" }))).rows
    .length;
const lastEntry = async (action: string) =>
  transaction(contextForJob(tenant.tenantId, "test"), (tx) =>
    tx
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.tenantId, tenant.tenantId), eq(auditEntries.action, action))),
  ).then((rows) => rows.at(-1));

beforeEach(async () => {
  tenant = await createTestTenant();
});

describe("live sessions", () => {
  it("W6: deactivation shuts a signed-in user out at once; reactivation asks for a new sign-in", async () => {
    const sender = await tenant.contextFor("sender");
    const sessionId = await signInAs(sender);
    expect(await live(sessionId)).not.toBeNull();
    await deactivateUser(tenant.ctx, { userId: idOf(sender) });
    expect(await live(sessionId)).toBeNull();
    await reactivateUser(tenant.ctx, { userId: idOf(sender) });
    expect(await live(sessionId)).toBeNull();
    expect(await live(await signInAs(sender))).not.toBeNull();
    expect(await lastEntry("user.deactivated")).toMatchObject({
      actorId: tenant.userId,
      targetId: idOf(sender),
    });
  });

  it("W6: changed permissions hold for a live session from its next request on", async () => {
    const author = await tenant.contextFor("author");
    const sessionId = await signInAs(author);
    const userId = idOf(author);
    await changePermissions(tenant.ctx, {
      userId,
      role: "author",
      granted: ["deliveries:send"],
      denied: ["tags:read"],
    });
    const ctx = await live(sessionId);
    expect(ctx?.permissions.has("deliveries:send")).toBe(true);
    expect(ctx?.permissions.has("tags:read")).toBe(false);
    expect((await lastEntry("user.permissions_changed"))?.details).toMatchObject({
      before: { role: "author", granted: [] },
      after: { role: "author", granted: ["deliveries:send"], denied: ["tags:read"] },
    });
  });

  it("W6: deletion ends sessions and keeps the audit log", async () => {
    const viewer = await tenant.contextFor("viewer");
    const sessionId = await signInAs(viewer);
    await deleteUser(tenant.ctx, { userId: idOf(viewer) });
    expect(await live(sessionId)).toBeNull();
    expect(await failure(getUser(tenant.ctx, idOf(viewer)))).toBe("not_found not_found");
    expect(await lastEntry("user.deleted")).toMatchObject({ targetId: idOf(viewer) });
  });

  it("W35: a manager of users lists a user's sessions and ends one or all of them", async () => {
    const viewer = await tenant.contextFor("viewer");
    const userId = idOf(viewer);
    const [first, second, third] = [
      await signInAs(viewer),
      await signInAs(viewer),
      await signInAs(viewer),
    ];
    await revokeUserSession(tenant.ctx, { userId, sessionId: first });
    expect(await live(first)).toBeNull();
    expect((await listUserSessions(tenant.ctx, userId)).map(({ id }) => id).sort()).toEqual(
      [second, third].sort(),
    );
    expect(await failure(revokeUserSession(tenant.ctx, { userId, sessionId: first }))).toBe(
      "not_found not_found",
    );
    await revokeAllUserSessions(tenant.ctx, { userId });
    expect(await live(second)).toBeNull();
    expect(await live(third)).toBeNull();
  });
});

describe("the master account", () => {
  it("W6: nobody deactivates, deletes or demotes the master", async () => {
    const manager = await tenant.contextFor("manager");
    const userId = tenant.userId;
    const masterOnly = "not_permitted users.errors.masterOnly";
    const lastMaster = "conflict users.errors.lastMaster";
    expect(await failure(deactivateUser(manager, { userId }))).toBe(masterOnly);
    expect(await failure(deleteUser(manager, { userId }))).toBe(masterOnly);
    expect(await failure(updateUser(manager, { userId, name: "x", attributes: {} }))).toBe(
      masterOnly,
    );
    const demote = () =>
      failure(changePermissions(tenant.ctx, { userId, role: "viewer", ...none }));
    expect(await failure(deactivateUser(tenant.ctx, { userId }))).toBe(lastMaster);
    expect(await failure(deleteUser(tenant.ctx, { userId }))).toBe(lastMaster);
    expect(await demote()).toBe(lastMaster);
    expect(await isLastMaster(tenant.ctx, await getUser(tenant.ctx, userId))).toBe(true);
    expect(await mastersLeft()).toBe(1);
  });

  it("W6: no change of a role makes a second master, and the database knows one alone", async () => {
    const viewer = await tenant.contextFor("viewer");
    const manager = await tenant.contextFor("manager");
    const promote = (ctx: TenantContext) =>
      failure(changePermissions(ctx, { userId: idOf(viewer), role: "master", ...none }));
    expect(await promote(tenant.ctx)).toBe("invalid invalid");
    expect(await promote(manager)).toBe("invalid invalid");
    await expect(tenant.contextFor("master")).rejects.toThrow();
    const strip = (change: { role: "viewer" } | { state: "deactivated" }) =>
      transaction(contextForJob(tenant.tenantId, "test"), (tx) =>
        tx
          .update(users)
          .set(change)
          .where(and(eq(users.tenantId, tenant.tenantId), eq(users.id, tenant.userId))),
      );
    await expect(strip({ role: "viewer" })).rejects.toThrow();
    await expect(strip({ state: "deactivated" })).rejects.toThrow();
    const remove = transaction(contextForJob(tenant.tenantId, "test"), (tx) =>
      tx.delete(users).where(and(eq(users.tenantId, tenant.tenantId), eq(users.role, "master"))),
    );
    await expect(remove).rejects.toThrow();
    expect(await mastersLeft()).toBe(1);
  });
});

describe("limits of one's own rights", () => {
  it("W6: a caller whose rights were taken a moment ago changes nothing more", async () => {
    const manager = await tenant.contextFor("manager");
    const viewer = await tenant.contextFor("viewer");
    await changePermissions(tenant.ctx, { userId: idOf(manager), role: "viewer", ...none });
    expect(await failure(deleteUser(manager, { userId: idOf(viewer) }))).toBe(
      "not_permitted not_permitted",
    );
  });

  it("W6: another tenant's user is not found, for every change", async () => {
    const { userId } = await createTestTenant();
    const missing = "not_found not_found";
    expect(await failure(getUser(tenant.ctx, userId))).toBe(missing);
    expect(await failure(updateUser(tenant.ctx, { userId, name: "x", attributes: {} }))).toBe(
      missing,
    );
    expect(await failure(changePermissions(tenant.ctx, { userId, role: "viewer", ...none }))).toBe(
      missing,
    );
    for (const change of [deactivateUser, reactivateUser, deleteUser, revokeAllUserSessions]) {
      expect(await failure(change(tenant.ctx, { userId }))).toBe(missing);
    }
    expect(await failure(revokeUserSession(tenant.ctx, { userId, sessionId: randomUUID() }))).toBe(
      missing,
    );
    expect(await listUserSessions(tenant.ctx, userId)).toEqual([]);
  });
});

describe("profiles and lists", () => {
  it("W8: attributes of a user are changed and cleared; the audit log names them without their values", async () => {
    const viewer = await tenant.contextFor("viewer");
    const userId = idOf(viewer);
    const [department] = await transaction(tenant.ctx, (tx) =>
      tx
        .insert(attributeDefinitions)
        .values({ tenantId: tenant.tenantId, subject: "user", key: "部署", type: "text" })
        .returning(),
    );
    const id = department?.id ?? "";
    await updateUser(tenant.ctx, { userId, name: "山田 花子", attributes: { [id]: "企画部" } });
    expect(await getUser(tenant.ctx, userId)).toMatchObject({
      name: "山田 花子",
      attributes: { 部署: "企画部" },
    });
    const found = await listUsers(tenant.ctx, userFilterSchema.parse({ q: "企画" }));
    expect(found.rows.map((user) => user.id)).toEqual([userId]);
    expect((await listUsers(tenant.ctx, userFilterSchema.parse({ q: "部署" }))).rows).toEqual([]);
    const entry = await lastEntry("user.updated");
    expect(entry?.details).toMatchObject({ attributes: ["部署"] });
    expect(JSON.stringify(entry?.details)).not.toContain("企画部");
    expect(JSON.stringify(entry?.details)).not.toContain("花子");
    await updateUser(tenant.ctx, { userId, name: "山田 花子", attributes: { [id]: "" } });
    expect((await getUser(tenant.ctx, userId)).attributes).toEqual({});
  });

  it("W6: the list is filtered and paged in both directions without gaps", async () => {
    const rows = Array.from({ length: 120 }, (_, index) => ({
      tenantId: tenant.tenantId,
      email: `user-${String(index).padStart(3, "0")}@example.jp`,
      name: index % 2 ? "佐藤" : "100%_鈴木",
      role: "viewer" as const,
    }));
    await transaction(tenant.ctx, (tx) => tx.insert(users).values(rows));
    const parse = (search: Record<string, string>) =>
      userFilterSchema.parse({ state: "invited", ...search });
    const first = await listUsers(tenant.ctx, parse({}));
    const second = await listUsers(tenant.ctx, parse({ after: first.next ?? "" }));
    const third = await listUsers(tenant.ctx, parse({ after: second.next ?? "" }));
    expect([...first.rows, ...second.rows, ...third.rows].map(({ email }) => email)).toEqual(
      rows.map(({ email }) => email),
    );
    expect(third.next).toBeNull();
    const back = await listUsers(tenant.ctx, parse({ before: third.previous ?? "" }));
    expect(back.rows).toEqual(second.rows);
    expect((await listUsers(tenant.ctx, parse({ q: "100%_" }))).rows).toHaveLength(50);
    expect(
      (await listUsers(tenant.ctx, parse({ q: "USER-007" }))).rows.map(({ name }) => name),
    ).toEqual(["佐藤"]);
    expect((await listUsers(tenant.ctx, parse({ q: "0_0" }))).rows).toHaveLength(0);
    expect(
      (await listUsers(tenant.ctx, userFilterSchema.parse({ state: "nonsense", role: ["x"] })))
        .rows,
    ).toHaveLength(50);
  });
});
