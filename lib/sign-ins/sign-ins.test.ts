import { randomUUID } from "node:crypto";
import { render } from "@react-email/render";
import { and, eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import { users } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import type { RequestInfo, TenantContext } from "@/lib/auth/context";
import { hashPassword } from "@/lib/auth/password";
import { openSession, recordRefusal } from "@/lib/sign-in/mutations";
import { deviceAlertMail } from "./email";
import { pruneSignIns, recordSignIn } from "./mutations";
import { listOwnSignIns, listUserSignIns } from "./queries";

const password = "柿の木坂で待つ五人と一匹の白い犬";
const chrome =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const superuser = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", {
  max: 1,
  onnotice: () => {},
});
afterAll(() => superuser.end());

let tenant: TestTenant;
let user: TenantContext;
const email = () => user.actor.email ?? "";
const from = (deviceId: string | null): RequestInfo => ({
  ip: `192.0.2.${Math.floor(Math.random() * 250)}`,
  userAgent: chrome,
  requestId: randomUUID(),
  deviceId,
  locale: "en",
});

beforeAll(async () => {
  tenant = await createTestTenant();
  user = await tenant.contextFor("viewer");
  const passwordHash = await hashPassword(password);
  await transaction(tenant.ctx, (tx) =>
    tx
      .update(users)
      .set({ passwordHash })
      .where(and(eq(users.tenantId, tenant.tenantId), eq(users.id, user.actor.id ?? ""))),
  );
});

/** Alert mails that wait for the tenant. */
async function alerts(): Promise<Record<string, string>[]> {
  const rows = await controlDb().execute<{ payload: Record<string, string> }>(sql`
    select payload from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = 'sign-ins.send-device-alert' and payload ->> 'tenantId' = ${tenant.tenantId}`);
  return rows.map(({ payload }) => payload);
}

describe("the history of sign-ins", () => {
  it("W35: holds every success and failure with device, address and method, for the person and for managers", async () => {
    const request = from(randomUUID());
    await recordRefusal({
      email: email(),
      ip: request.ip,
      userAgent: chrome,
      requestId: request.requestId,
    });
    await openSession(request, { email: email(), password });
    const { rows } = await listOwnSignIns(user);
    const common = { factor: "password", ip: request.ip, userAgent: chrome };
    expect(rows).toMatchObject([
      { outcome: "success", ...common },
      { outcome: "failure", ...common },
    ]);
    const seen = await listUserSignIns(tenant.ctx, user.actor.id ?? "");
    expect(seen.rows).toEqual(rows);
    await expect(listUserSignIns(user, tenant.userId)).rejects.toMatchObject({
      code: "not_permitted",
    });
    const stranger = (await createTestTenant()).ctx;
    expect((await listUserSignIns(stranger, user.actor.id ?? "")).rows).toEqual([]);
  });

  it("W35: is paged and cannot be changed by the application", async () => {
    const person = await tenant.contextFor("viewer");
    const target = { tenantId: tenant.tenantId, id: person.actor.id ?? "" };
    for (let n = 0; n < 60; n++)
      await transaction(tenant.ctx, (tx) =>
        recordSignIn(tx, target, from(null), { outcome: "failure", factor: "password" }),
      );
    const first = await listOwnSignIns(person);
    const second = await listOwnSignIns(person, first.next ?? "");
    expect([first.rows.length, second.rows.length, second.next]).toEqual([50, 10, null]);
    const ids = new Set([...first.rows, ...second.rows].map(({ id }) => id));
    expect(ids.size).toBe(60);
    for (const statement of ["delete from sign_ins", "update sign_ins set outcome = 'success'"])
      await expect(
        transaction(tenant.ctx, (tx) => tx.execute(sql.raw(statement))),
      ).rejects.toMatchObject({ cause: { code: "42501" } });
  });

  it("W35: is kept for 400 days", async () => {
    const person = await tenant.contextFor("viewer");
    const id = person.actor.id ?? "";
    for (const days of [399, 401])
      await superuser`insert into sign_ins (tenant_id, user_id, outcome, factor, at)
        values (${tenant.tenantId}, ${id}, 'success', ${String(days)}, now() - make_interval(days => ${days}))`;
    expect(await pruneSignIns()).toBeGreaterThanOrEqual(1);
    expect((await listOwnSignIns(person)).rows.map(({ factor }) => factor)).toEqual(["399"]);
  });
});

describe("a new device", () => {
  it("W35: has one mail sent; a known browser has none, also from another network", async () => {
    const device = randomUUID();
    const before = (await alerts()).length;
    await openSession(from(device), { email: email(), password });
    expect(await alerts()).toHaveLength(before + 1);
    expect((await alerts()).at(-1)).toMatchObject({ locale: "en" });
    await openSession(from(device), { email: email(), password });
    expect(await alerts()).toHaveLength(before + 1);
    await openSession(from(null), { email: email(), password });
    expect(await alerts()).toHaveLength(before + 2);
    const stored =
      await superuser`select device_hash from sign_in_devices where device_hash = ${device}`;
    expect(stored).toHaveLength(0);
  });

  it("W35: has none sent when the account begins with it, and is then known", async () => {
    const person = await tenant.contextFor("viewer");
    const target = { tenantId: tenant.tenantId, id: person.actor.id ?? "" };
    const request = from(randomUUID());
    const before = (await alerts()).length;
    for (const factor of ["invitation", "password"] as const)
      await transaction(tenant.ctx, (tx) =>
        recordSignIn(tx, target, request, { outcome: "success", factor }),
      );
    expect(await alerts()).toHaveLength(before);
  });

  it.each(["ja", "en"] as const)(
    "W35: is described in the mail with time, device, address and a way out: %s",
    async (locale) => {
      const { subject, body } = await deviceAlertMail(locale, {
        name: "高﨑 花子",
        email: "hanako@example.jp",
        tenantName: "旅路物産",
        at: new Date("2026-11-24T15:30:00Z"),
        ip: "192.0.2.7",
        userAgent: chrome,
      });
      const text = await render(body, { plainText: true });
      expect(subject).toMatch(/ECAI/);
      for (const part of [
        "2026",
        "25",
        "0:30",
        "Chrome / Windows",
        chrome,
        "192.0.2.7",
        "/account",
      ])
        expect(text.replace(/\s+/g, " ")).toContain(part);
    },
  );
});
