import { randomUUID } from "node:crypto";
import { render } from "@react-email/render";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { auditEntries } from "@/db/schema/audit-entries";
import { userTokens } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { contextForSession, createSession } from "@/lib/auth/sessions";
import { AppError } from "@/lib/errors";
import type { AccountMail } from "@/lib/mail/account-mail";
import {
  recoverNetworks,
  requestNetworkRecovery,
  sendNetworkRecovery,
  updateNetworkPolicy,
} from "./mutations";
import { getNetworkPolicy } from "./queries";
import { networksText, parseNetworks } from "./rules";

const sent = vi.hoisted((): AccountMail[] => []);
vi.mock("@/lib/mail/account-mail", () => ({
  sendAccountMail: async (mail: AccountMail) => void sent.push(mail),
}));

const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) =>
      error instanceof AppError
        ? JSON.stringify(error.details.fieldErrors ?? `${error.code} ${error.messageKey}`)
        : error,
  );
const ended = JSON.stringify("expired signIn.errors.linkEnded");
const from = (ip: string) => ({ ip, userAgent: "vitest", requestId: randomUUID() });

let tenant: TestTenant;
let master: TenantContext;

const inTenant = <T>(work: Parameters<typeof transaction<TenantContext, T>>[1]) =>
  transaction(contextForJob(tenant.tenantId, "test"), work);
const signIn = (ctx: TenantContext) =>
  inTenant((tx) =>
    createSession(tx, { tenantId: tenant.tenantId, id: ctx.actor.id ?? "" }, from("192.0.2.1")),
  );
const seenFrom = (sessionId: string, ip: string) =>
  contextForSession(tenant.tenantId, sessionId, from(ip));
const allow = (ranges: string, isOn = true) => updateNetworkPolicy(master, { isOn, ranges });

async function mailedToken(): Promise<string> {
  const { tenantId, userId } = tenant;
  const job = contextForJob(tenantId, "networks.send-recovery");
  await sendNetworkRecovery(job, { tenantId, userId, ip: "203.0.113.9", locale: "ja" });
  const mail = sent.at(-1);
  return /network-recovery\/([\w.-]+)/.exec(mail ? await render(mail.body) : "")?.[1] ?? "";
}
const recover = (token: string) =>
  recoverNetworks(from(randomUUID()), { token, locale: "ja" as const });

beforeEach(async () => {
  sent.length = 0;
  tenant = await createTestTenant();
  master = { ...tenant.ctx, request: from("192.0.2.1") };
});

describe("the list of networks", () => {
  it("W21: is read line by line, in one spelling, with notes", () => {
    const text =
      "192.0.2.7/24 本社\n\n　2001:DB8::1/32   支店 2 階\n198.51.100.4\n192.0.2.0/24 新本社";
    expect(networksText(parseNetworks(text))).toBe(
      "192.0.2.0/24 新本社\n2001:db8::/32 支店 2 階\n198.51.100.4/32",
    );
  });

  it("W21: a line that is no network is named", async () => {
    await expect(allow("192.0.2.0/24\nexample.jp")).rejects.toMatchObject({
      details: { fieldErrors: { ranges: ["networks.errors.line"] }, params: { line: 2 } },
    });
    const many = Array.from({ length: 101 }, (_, index) => `10.0.${index}.0/24`).join("\n");
    expect(await failure(allow(many))).toContain("networks.errors.tooMany");
  });
});

describe("allowed networks", () => {
  it("W21: nobody shuts themselves out, and nothing is stored then", async () => {
    expect(await failure(allow("203.0.113.0/24"))).toContain("networks.errors.lockOut");
    expect(await failure(allow(""))).toContain("networks.errors.empty");
    expect(await getNetworkPolicy(master)).toEqual({ isOn: false, networks: [] });
    expect(await failure(allow("203.0.113.0/24", false))).toBeNull();
    expect((await getNetworkPolicy(master)).networks).toHaveLength(1);
    const manager = await tenant.contextFor("manager");
    expect(
      await failure(updateNetworkPolicy(manager, { isOn: false, ranges: "192.0.2.0/24" })),
    ).toContain("not_permitted");
  });

  it("W21: hold on the next request of every session, by IPv4 and IPv6, and lift the same way", async () => {
    const viewer = await tenant.contextFor("viewer");
    const [own, other] = [await signIn(tenant.ctx), await signIn(viewer)];
    await allow("192.0.2.0/24 本社\n2001:db8:7::/48 支店");
    for (const ip of ["192.0.2.200", "::ffff:192.0.2.9", "2001:db8:7:1::5"])
      expect((await seenFrom(other, ip))?.isOutside).toBe(false);
    for (const ip of ["192.0.3.1", "2001:db8:8::1", "unknown"]) {
      const seen = await seenFrom(other, ip);
      expect(seen?.isOutside).toBe(true);
      expect([...(seen?.permissions ?? [])]).toEqual(["account:write"]);
      expect([...((await seenFrom(own, ip))?.permissions ?? [])]).toEqual(["account:write"]);
    }
    await allow("192.0.2.0/24", false);
    expect((await seenFrom(other, "192.0.3.1"))?.isOutside).toBe(false);
    const stranger = await createTestTenant();
    expect(await getNetworkPolicy(stranger.ctx)).toEqual({ isOn: false, networks: [] });
  });

  it("W21: the master's mailed link lifts the limit once; of 50 uses at once exactly one wins", async () => {
    const own = await signIn(tenant.ctx);
    await allow("192.0.2.0/24 本社");
    const outside = await seenFrom(own, "203.0.113.9");
    if (!outside) throw new Error("no session");
    await requestNetworkRecovery(outside, { locale: "ja" });
    const token = await mailedToken();
    expect(sent.at(-1)?.to).toBe(tenant.ctx.actor.email);
    const [stored] = await inTenant((tx) =>
      tx.select().from(userTokens).where(eq(userTokens.tenantId, tenant.tenantId)),
    );
    expect(token).not.toContain(stored?.tokenHash);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => failure(recover(token))));
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set([null, ended]));
    expect((await seenFrom(own, "203.0.113.9"))?.isOutside).toBe(false);
    expect(await getNetworkPolicy(master)).toEqual({
      isOn: false,
      networks: [{ range: "192.0.2.0/24", note: "本社" }],
    });
    const entries = await inTenant((tx) =>
      tx
        .select({ action: auditEntries.action })
        .from(auditEntries)
        .where(eq(auditEntries.tenantId, tenant.tenantId)),
    );
    expect(entries.map(({ action }) => action)).toContain("network-policy.lifted");
  });

  it("W21: nobody but the master gets the link", async () => {
    const manager = await tenant.contextFor("manager");
    expect(await failure(requestNetworkRecovery(manager, { locale: "ja" }))).toContain(
      "users.errors.masterOnly",
    );
    const job = contextForJob(tenant.tenantId, "networks.send-recovery");
    const userId = manager.actor.id ?? "";
    const input = { tenantId: tenant.tenantId, userId, ip: null, locale: "ja" as const };
    await sendNetworkRecovery(job, input);
    expect(sent).toEqual([]);
  });
});
