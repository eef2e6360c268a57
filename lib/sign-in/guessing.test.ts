import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { expect, it, vi } from "vitest";
import { users } from "@/db/schema/users";
import { createTestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob, type RequestInfo } from "@/lib/auth/context";
import { rememberDevice } from "@/lib/auth/known-device";
import { hashPassword } from "@/lib/auth/password";
import { AppError } from "@/lib/errors";
import { openSession } from "./mutations";
import { accountsMost } from "./queries";

const checked = vi.hoisted(() => new Map<string, number>());
/** Argon2id as it is, at its lowest cost: what counts here is how often it runs. */
vi.mock("@node-rs/argon2", async (load) => {
  const real = await load<typeof import("@node-rs/argon2")>();
  const cheap = { memoryCost: 8, timeCost: 1, parallelism: 1 };
  return {
    hash: (password: string) => real.hash(password, cheap),
    verify: (stored: string, password: string) => {
      checked.set(password, (checked.get(password) ?? 0) + 1);
      return real.verify(stored, password);
    },
  };
});

const password = "plum-otter-lantern-42";
const accounts = 100;
const guessesEach = 100;
const from = (devices?: string): RequestInfo => ({
  ip: randomUUID(),
  userAgent: null,
  requestId: null,
  devices,
});
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "in",
    (error) => (error instanceof AppError ? error.code : String(error)),
  );

it("W35: of 10,000 guesses at 100 accounts from 10,000 networks ten for each account are checked, and each owner still gets in", async () => {
  const tenant = await createTestTenant();
  const passwordHash = await hashPassword(password);
  const asJob = contextForJob(tenant.tenantId, "test");
  const emails: string[] = [];
  for (let index = 0; index < accounts; index++) {
    const ctx = await tenant.contextFor("viewer");
    emails.push(ctx.actor.email ?? "");
    const own = and(eq(users.tenantId, tenant.tenantId), eq(users.id, ctx.actor.id ?? ""));
    await transaction(asJob, (tx) => tx.update(users).set({ passwordHash }).where(own));
  }
  for (let round = 0; round < guessesEach; round++) {
    const codes = await Promise.all(
      emails.map((email) => codeOf(openSession(from(), { email, password: `guess at ${email}` }))),
    );
    expect(new Set(codes)).toEqual(new Set([round < 10 ? "invalid" : "throttled"]));
  }
  for (const email of emails) {
    expect(checked.get(`guess at ${email}`), email).toBe(10 * accountsMost);
    const devices = rememberDevice(null, { surface: "web", email });
    expect(await codeOf(openSession(from(devices), { email, password })), email).toBe("in");
  }
}, 600_000);
