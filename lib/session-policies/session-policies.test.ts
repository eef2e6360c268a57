import { eq, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { sessions, users } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { changePassword } from "@/lib/account/mutations";
import { listOwnSessions } from "@/lib/account/queries";
import type { TenantContext } from "@/lib/auth/context";
import { hashPassword } from "@/lib/auth/password";
import { contextForSession, createSession } from "@/lib/auth/sessions";
import { createRole, updateRole } from "@/lib/roles/mutations";
import { changePermissions, deactivateUser, revokeAllUserSessions } from "@/lib/users/mutations";
import { updateSessionPolicy } from "./mutations";
import { getSessionPolicy } from "./queries";
import { sessionPolicySchema } from "./schema";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await createTestTenant();
});

const idOf = (user: TenantContext) => user.actor.id ?? "";

const open = (user: TenantContext) =>
  transaction(tenant.ctx, (tx) =>
    createSession(tx, { tenantId: tenant.tenantId, id: idOf(user) }, user.request),
  );
const look = (sessionId: string) =>
  contextForSession(tenant.tenantId, sessionId, tenant.ctx.request);

/** Moves a session's times into the past, as if so much time had gone by. */
const age = (sessionId: string, column: "created_at" | "last_seen_at", interval: string) =>
  transaction(tenant.ctx, (tx) =>
    tx.execute(sql`update ${sessions} set ${sql.identifier(column)} = now() - ${interval}::interval
      where ${sessions.id} = ${sessionId}`),
  );

describe("the lifetime of sessions", () => {
  it("W35: is 30 days without a limit for idleness, unless the tenant decides otherwise", async () => {
    expect(await getSessionPolicy(tenant.ctx)).toEqual({ absoluteDays: 30, idleMinutes: null });
    const user = await tenant.contextFor("viewer");
    const id = await open(user);
    await age(id, "last_seen_at", "29 days");
    expect(await look(id)).not.toBeNull();
    await age(id, "created_at", "30 days 1 minute");
    expect(await look(id)).toBeNull();
  });

  it("W35: follows the tenant's policy at once, also for sessions that were open before", async () => {
    const user = await tenant.contextFor("viewer");
    const [old, idle, fresh] = [await open(user), await open(user), await open(user)];
    await age(old, "created_at", "2 days");
    await age(idle, "last_seen_at", "31 minutes");
    await updateSessionPolicy(tenant.ctx, { absoluteDays: 1, idleMinutes: 30 });
    expect(await look(old)).toBeNull();
    expect(await look(idle)).toBeNull();
    expect(await look(fresh)).not.toBeNull();
    const listed = await listOwnSessions(user);
    expect(listed.map(({ id }) => id)).toEqual([fresh]);
    await updateSessionPolicy(tenant.ctx, { absoluteDays: 30, idleMinutes: null });
    expect(await look(idle)).not.toBeNull();
  });

  it("W35: has sane limits only", () => {
    for (const absoluteDays of ["0", "31", "365", "", "1.5"])
      expect(sessionPolicySchema.safeParse({ absoluteDays, idleMinutes: "" }).success).toBe(false);
    for (const idleMinutes of ["0", "1", "999999", "x"])
      expect(sessionPolicySchema.safeParse({ absoluteDays: "7", idleMinutes }).success).toBe(false);
    expect(sessionPolicySchema.parse({ absoluteDays: "7", idleMinutes: "60" })).toEqual({
      absoluteDays: 7,
      idleMinutes: 60,
    });
  });
});

/** Asks as fast as it can, as a browser with many tabs, until the answer is as awaited; milliseconds from `change` on. */
async function untilSeen(
  sessionId: string,
  isAwaited: (ctx: TenantContext | null) => boolean,
  change: () => Promise<unknown>,
): Promise<number> {
  let changedAt = 0;
  let seenAt = 0;
  const traffic = async () => {
    for (let round = 0; round < 2_000 && seenAt === 0; round++)
      if (isAwaited(await look(sessionId))) seenAt = Date.now();
  };
  const running = Promise.all([traffic(), traffic()]);
  await change();
  changedAt = Date.now();
  await running;
  expect(seenAt).toBeGreaterThan(0);
  return seenAt - changedAt;
}

describe("live traffic", () => {
  it("W6: counts deactivation, demotion, a changed role, revocation and a new password within a second", async () => {
    const password = "柿の木坂で待つ五人と一匹の白い犬";
    const user = await tenant.contextFor("sender");
    const userId = idOf(user);
    const passwordHash = await hashPassword(password);
    await transaction(tenant.ctx, (tx) =>
      tx.update(users).set({ passwordHash }).where(eq(users.id, userId)),
    );
    const named = { name: "配信係", description: "", tagIds: [] };
    const role = await createRole(tenant.ctx, { ...named, permissions: ["deliveries:send"] });
    const give = (choice: string) =>
      changePermissions(tenant.ctx, { userId, role: choice, granted: [], denied: [] });
    const lacks = (name: "deliveries:send") => (ctx: TenantContext | null) =>
      !ctx?.permissions.has(name);
    const gone = (ctx: TenantContext | null) => ctx === null;
    const took: Record<string, number> = {};

    let id = await open(user);
    took.demotion = await untilSeen(id, lacks("deliveries:send"), () => give("viewer"));
    await give(role.id);
    took.role = await untilSeen(id, lacks("deliveries:send"), () =>
      updateRole(tenant.ctx, { id: role.id, ...named, permissions: [] }),
    );
    took.password = await untilSeen(id, gone, async () => {
      const other = { ...user, sessionId: await open(user) };
      const next = "北千住の川べりで三匹の猫が昼寝";
      await changePassword(other, { current: password, password: next, locale: "ja" });
    });
    id = await open(user);
    took.revocation = await untilSeen(id, gone, () =>
      revokeAllUserSessions(tenant.ctx, { userId }),
    );
    id = await open(user);
    took.deactivation = await untilSeen(id, gone, () => deactivateUser(tenant.ctx, { userId }));
    for (const [what, milliseconds] of Object.entries(took))
      expect(milliseconds, what).toBeLessThan(1_000);
  }, 60_000);
});
