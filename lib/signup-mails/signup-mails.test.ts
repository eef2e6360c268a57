import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { inboundDomain, startInbound } from "@/bin/testing/inbound-mail";
import { addresses } from "@/db/schema/addresses";
import { auditEntries } from "@/db/schema/audit-entries";
import { signupRequests } from "@/db/schema/signup-forms";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { confirmSignup } from "@/lib/signup-confirmations/mutations";
import { createSignupForm } from "@/lib/signup-forms/mutations";
import { confirmationToken } from "@/lib/signup-requests/rules";
import { closeSignupMail, openSignupMail } from "./mutations";
import { readSignupMailAddress } from "./queries";

const wording = "広告メールの受信に同意します";
let inbound: Awaited<ReturnType<typeof startInbound>>;
let tenant: TestTenant;
let formId: string;
let email: string;

beforeAll(async () => {
  inbound = await startInbound();
});
afterAll(() => inbound.stop());
beforeEach(async () => {
  tenant = await createTestTenant();
  email = uniqueEmail("visitor");
  ({ id: formId } = await createSignupForm(tenant.ctx, {
    name: "店頭",
    title: "メルマガ登録",
    introduction: "",
    nameField: "none",
    attributeModes: {},
    choiceTagIds: [],
    hiddenTagIds: [],
    consentWording: wording,
    completionMessage: "",
    locale: "ja",
    isActive: true,
    allowedSites: [],
  }));
});

const empty = (from: string, ...headers: string[]) =>
  [`From: ${from}`, "Subject: ", "MIME-Version: 1.0", ...headers, "", ""].join("\r\n");
const requests = () =>
  transaction(tenant.ctx, (tx) =>
    tx.select().from(signupRequests).where(eq(signupRequests.tenantId, tenant.tenantId)),
  );
const book = () =>
  transaction(tenant.ctx, (tx) =>
    tx
      .select({ email: addresses.email, consentWording: addresses.consentWording })
      .from(addresses)
      .where(eq(addresses.tenantId, tenant.tenantId)),
  );
async function openAddress(): Promise<string> {
  await openSignupMail(tenant.ctx, { formId });
  return (await readSignupMailAddress(tenant.ctx, formId)).address ?? "";
}

describe("an empty mail", () => {
  it("W7: starts a sign-up of its sender, which the mailed link completes with the form's consent", async () => {
    const to = await openAddress();
    expect(to).toMatch(new RegExp(`^entry-[2-9a-z]{10}@${inboundDomain}$`));
    expect(await inbound.comesIn(to, empty(`花子 <${email.toUpperCase()}>`))).toBe(1);
    const [request] = await requests();
    expect(request).toMatchObject({ formId, email, consentWording: wording, confirmedAt: null });
    expect(await book()).toEqual([]);
    const visitor = { ip: "203.0.113.7", userAgent: "browser", requestId: "r1" };
    await confirmSignup(visitor, { formId, token: confirmationToken(request?.id ?? "") });
    expect(await book()).toEqual([{ email, consentWording: wording }]);
  });

  it("W18: that is announced twice counts once, and of too many only the first ones", async () => {
    const to = await openAddress();
    await inbound.comesIn(to, empty(email));
    await inbound.comesAgain();
    expect(await requests()).toHaveLength(1);
    for (let count = 0; count < 5; count++) await inbound.comesIn(to, empty(email));
    expect((await requests()).length).toBeLessThanOrEqual(3 + 3);
    expect((await requests()).length).toBeGreaterThanOrEqual(3);
  });

  it("W18: of a program, a forged sender or to no address of ours has no effect", async () => {
    const to = await openAddress();
    const forged = "Authentication-Results: mx.example; spf=fail; dkim=none";
    expect(await inbound.comesIn(to, empty(email, "Auto-Submitted: auto-replied"))).toBe(1);
    expect(await inbound.comesIn(to, empty(email, "List-Id: <x.example.jp>"))).toBe(1);
    expect(await inbound.comesIn(to, empty(email, forged))).toBe(1);
    expect(await inbound.comesIn(`entry-2222222222@${inboundDomain}`, empty(email))).toBe(1);
    expect(await inbound.comesIn(`info@${inboundDomain}`, empty(email))).toBe(0);
    expect(await requests()).toEqual([]);
  });

  it("W7: to an address that was given up, or changed, signs nobody up", async () => {
    const first = await openAddress();
    const second = await openAddress();
    expect(second).not.toBe(first);
    await inbound.comesIn(first, empty(email));
    expect(await requests()).toEqual([]);
    await closeSignupMail(tenant.ctx, { formId });
    await inbound.comesIn(second, empty(email));
    expect(await requests()).toEqual([]);
    expect(await readSignupMailAddress(tenant.ctx, formId)).toEqual({
      isOffered: true,
      address: null,
    });
    const entries = await transaction(tenant.ctx, (tx) =>
      tx
        .select({ action: auditEntries.action })
        .from(auditEntries)
        .where(eq(auditEntries.tenantId, tenant.tenantId)),
    );
    expect(entries.filter(({ action }) => action === "signup_form.mail_changed")).toHaveLength(3);
  });

  it("W22: the address is nobody else's to open or close", async () => {
    const to = await openAddress();
    const other = await createTestTenant();
    const missing = { code: "not_found" };
    await expect(closeSignupMail(other.ctx, { formId })).rejects.toMatchObject(missing);
    await expect(openSignupMail(other.ctx, { formId })).rejects.toMatchObject(missing);
    await expect(readSignupMailAddress(other.ctx, formId)).rejects.toMatchObject(missing);
    const viewer = await tenant.contextFor("viewer");
    await expect(closeSignupMail(viewer, { formId })).rejects.toMatchObject({
      code: "not_permitted",
    });
    expect((await readSignupMailAddress(viewer, formId)).address).toBe(to);
  });
});
