import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { addresses, suppressions } from "@/db/schema/addresses";
import { signupForms, signupRequests } from "@/db/schema/signup-forms";
import { tenants } from "@/db/schema/tenants";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { eraseAddress } from "@/lib/address-erasures/mutations";
import { listAddressHistory } from "@/lib/address-history/queries";
import { createAddress } from "@/lib/addresses/mutations";
import { getAddress } from "@/lib/addresses/queries";
import { createAttribute, updateAttribute } from "@/lib/attributes/mutations";
import { updateTagChoice } from "@/lib/preferences/mutations";
import { pruneRecords } from "@/lib/retention/mutations";
import { createSignupForm } from "@/lib/signup-forms/mutations";
import { getSignupForm } from "@/lib/signup-forms/queries";
import type { CreateSignupFormInput } from "@/lib/signup-forms/schema";
import {
  requestSignup,
  sendSignupConfirmation,
  submitSignup,
} from "@/lib/signup-requests/mutations";
import { contextForForm, findPublicForm } from "@/lib/signup-requests/queries";
import { confirmationToken, issueStarted } from "@/lib/signup-requests/rules";
import { createTag, deleteTag, mergeTag } from "@/lib/tags/mutations";
import { confirmSignup } from "./mutations";
import { findConfirmation } from "./queries";

const sent = vi.hoisted(() => [] as { to: string; from: string; subject: string }[]);
vi.mock("@/lib/mail/account-mail", () => ({
  serviceAddress: () => "no-reply@ecai.example",
  sendAccountMail: async (mail: (typeof sent)[number]) => sent.push(mail),
}));

const request = { ip: "203.0.113.7", userAgent: "browser", requestId: "r1" };
let tenant: TestTenant;
let hidden: string;
let choosable: string;
let closedTag: string;
let areaId: string;
let formId: string;
let email: string;

beforeEach(async () => {
  tenant = await createTestTenant();
  const { ctx } = tenant;
  const tag = async (name: string) => (await createTag(ctx, { name, color: "gray" })).id;
  [hidden, choosable, closedTag] = [await tag("web"), await tag("news"), await tag("vip")];
  const offer = { isChoosable: true, publicName: "新着情報", publicDescription: "" };
  await updateTagChoice(ctx, { id: choosable, ...offer });
  const area = {
    subject: "address",
    key: "地域",
    type: "choice",
    choices: ["東京", "大阪"],
  } as const;
  ({ id: areaId } = await createAttribute(ctx, { ...area, choices: [...area.choices] }));
  ({ id: formId } = await createSignupForm(ctx, formInput()));
  email = uniqueEmail("visitor");
  sent.length = 0;
});

const formInput = (changes: Partial<CreateSignupFormInput> = {}): CreateSignupFormInput => ({
  name: "トップページ",
  title: "メルマガ登録",
  introduction: "",
  nameField: "optional",
  attributeModes: { [areaId]: "optional" },
  choiceTagIds: [choosable],
  hiddenTagIds: [hidden],
  consentWording: "広告メールの受信に同意します",
  completionMessage: "",
  locale: "ja",
  isActive: true,
  allowedSites: [],
  ...changes,
});

async function ask(changes: Partial<Parameters<typeof requestSignup>[1]> = {}) {
  await requestSignup(
    { ...(await contextForForm(formId)), request },
    { formId, email, ...changes },
  );
}

const pending = () =>
  transaction(tenant.ctx, (tx) =>
    tx
      .select()
      .from(signupRequests)
      .where(eq(signupRequests.tenantId, tenant.tenantId))
      .orderBy(signupRequests.createdAt),
  );

async function newestToken(): Promise<string> {
  const row = (await pending()).at(-1);
  if (!row) throw new Error("nothing is pending");
  return confirmationToken(row.id);
}

const confirm = async () => confirmSignup(request, { formId, token: await newestToken() });

async function found() {
  const [row] = await transaction(tenant.ctx, (tx) =>
    tx
      .select({ id: addresses.id })
      .from(addresses)
      .where(and(eq(addresses.tenantId, tenant.tenantId), eq(addresses.email, email))),
  );
  return row ? getAddress(tenant.ctx, row.id) : null;
}

const suppress = (reason: "unsubscribed" | "bounced" | "complained" | "manual") =>
  transaction(tenant.ctx, (tx) =>
    tx.insert(suppressions).values({ tenantId: tenant.tenantId, email, reason }),
  );

const mail = async () => {
  const row = (await pending()).at(-1);
  await sendSignupConfirmation(tenant.ctx, {
    tenantId: tenant.tenantId,
    requestId: row?.id ?? "",
  });
  return sent.length;
};

describe("a sign-up", () => {
  it("W7: is in the address book only once it is confirmed, with tags, consent and what was entered", async () => {
    await ask({ name: "高﨑", values: { [areaId]: "大阪" }, tagIds: [choosable, closedTag] });
    expect(await found()).toBeNull();
    expect(await findConfirmation(formId, await newestToken())).toMatchObject({
      state: "open",
      consentWording: "広告メールの受信に同意します",
    });
    await updateAttribute(tenant.ctx, { id: areaId, key: "エリア", choices: ["東京", "大阪"] });
    await confirm();
    await confirm();
    const address = await found();
    expect(address).toMatchObject({
      name: "高﨑",
      attributes: { エリア: "大阪" },
      source: "form",
      state: "active",
      consentSource: "登録フォーム「トップページ」",
      consentWording: "広告メールの受信に同意します",
    });
    expect(address?.tags.map(({ name }) => name)).toEqual(["news", "web"]);
    expect(address?.consentAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(await getSignupForm(tenant.ctx, formId)).toMatchObject({
      submittedCount: 1,
      confirmedCount: 1,
    });
    expect(await findConfirmation(formId, await newestToken())).toMatchObject({
      state: "confirmed",
    });
    const { rows } = await listAddressHistory(tenant.ctx, address?.id ?? "");
    expect(rows.map(({ kind, change }) => change?.action ?? kind).sort()).toEqual([
      "address.signed_up",
      "registered",
    ]);
    expect(rows.find(({ change }) => change)?.change?.actorName).toBeNull();
  });

  it("W8: adds to a known address and takes nothing away", async () => {
    const { id } = await createAddress(tenant.ctx, {
      email: { email, isNonstandard: false },
      name: "山田",
      attributes: { 地域: "東京" },
      tagIds: [closedTag],
    });
    await ask();
    await confirm();
    expect(await found()).toMatchObject({
      id,
      name: "山田",
      attributes: { 地域: "東京" },
      source: "manual",
      consentSource: "登録フォーム「トップページ」",
      tags: [{ name: "vip" }, { name: "web" }],
    });
  });

  it("ends a person's own unsubscription and no other stop", async () => {
    await suppress("unsubscribed");
    await ask();
    expect(await mail()).toBe(1);
    await confirm();
    expect(await found()).toMatchObject({ state: "active" });
    for (const reason of ["bounced", "complained", "manual"] as const) {
      email = uniqueEmail(reason);
      await ask();
      await suppress(reason);
      await confirm();
      expect(await found()).toMatchObject({ state: reason });
    }
  });

  it("keeps only a hash of the link, and the link for 48 hours", async () => {
    await ask();
    const [row] = await pending();
    const token = await newestToken();
    expect(JSON.stringify(row)).not.toContain(token);
    const hours = ((row?.expiresAt.getTime() ?? 0) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(47.9);
    expect(hours).toBeLessThanOrEqual(48);
    await transaction(tenant.ctx, (tx) =>
      tx
        .update(signupRequests)
        .set({ expiresAt: new Date(Date.now() - 1000) })
        .where(eq(signupRequests.tenantId, tenant.tenantId)),
    );
    await expect(confirm()).rejects.toMatchObject({ code: "expired" });
    expect(await findConfirmation(formId, token)).toMatchObject({ state: "ended" });
    expect(await mail()).toBe(0);
    expect(await found()).toBeNull();
  });

  it("gets a mail in the customer's name, and none where the address must not be mailed", async () => {
    await ask();
    expect(await mail()).toBe(1);
    expect(sent[0]).toMatchObject({
      to: email,
      from: '"テスト株式会社" <no-reply@ecai.example>',
      subject: "【登録の確認】メルマガ登録",
    });
    for (const reason of ["bounced", "complained", "manual"] as const) {
      email = uniqueEmail(reason);
      await suppress(reason);
      await ask();
      expect(await mail()).toBe(1);
    }
    email = uniqueEmail("trap");
    await superuser(`insert into trap_addresses (email, created_by) values ('${email}', 'test')`);
    await ask();
    expect(await mail()).toBe(1);
  });
});

async function superuser(statement: string): Promise<void> {
  const { default: postgres } = await import("postgres");
  const db = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
  await db.unsafe(statement).finally(() => db.end());
}

describe("what is sent to a form", () => {
  const consentWording = "広告メールの受信に同意します";
  const entered = (changes: object = {}) => ({
    formId,
    started: issueStarted({ id: formId, consentWording }, Date.now() - 10_000),
    website: "",
    email,
    name: "",
    attributes: {},
    tagIds: [],
    hasConsented: true,
    ...changes,
  });
  const answerTo = (changes?: object) =>
    submitSignup(request, entered(changes)).then(
      () => "taken",
      ({ code, messageKey, details }) => details.fieldErrors ?? `${code} ${messageKey}`,
    );

  it("W21: is taken from people and not from machines", async () => {
    expect(await answerTo({ website: "https://spam.example" })).toBe("taken");
    expect(await answerTo({ started: issueStarted({ id: formId, consentWording }) })).toBe(
      "invalid signupRequests.errors.tooFast",
    );
    expect(await answerTo({ started: "x.y" })).toBe("invalid signupRequests.errors.forged");
    expect(await answerTo({ attributes: { [areaId]: "名古屋" } })).toEqual({
      [`attributes.${areaId}`]: ["attributes.problems.invalidChoice"],
    });
    expect(await pending()).toEqual([]);
    expect(await answerTo({ attributes: { [areaId]: "東京" } })).toBe("taken");
    expect(await pending()).toMatchObject([{ email, ip: request.ip, consentWording }]);
  });

  it("has the same answer for a known, a stopped and an unknown address, and for one mail too many", async () => {
    expect(await answerTo()).toBe("taken");
    await confirm();
    for (let n = 0; n < 5; n++) expect(await answerTo()).toBe("taken");
    expect(await pending()).toHaveLength(3);
    await suppress("complained");
    email = uniqueEmail("unknown");
    expect(await answerTo()).toBe("taken");
  });

  it("W21: brings one mailbox at most five mails a day, whoever's forms they come from", async () => {
    const own = { tenant, formId };
    for (let n = 0; n < 3; n++) await ask();
    tenant = await createTestTenant();
    const other = formInput({ attributeModes: {}, choiceTagIds: [], hiddenTagIds: [] });
    ({ id: formId } = await createSignupForm(tenant.ctx, other));
    for (let n = 0; n < 3; n++) await ask();
    expect(await pending()).toHaveLength(2);
    ({ tenant, formId } = own);
    expect(await pending()).toHaveLength(3);
  });

  it("is refused where the form is closed, the customer is stopped, or there is no room", async () => {
    const { tenantId, ctx } = tenant;
    const change = (values: Partial<typeof signupForms.$inferInsert>) =>
      transaction(ctx, (tx) =>
        tx.update(signupForms).set(values).where(eq(signupForms.tenantId, tenantId)),
      );
    const enter = (state: "active" | "suspended" | "closing") =>
      transaction(ctx, (tx) => tx.update(tenants).set({ state }).where(eq(tenants.id, tenantId)));
    await ask();
    await change({ isActive: false });
    expect(await answerTo()).toBe("unavailable signupRequests.errors.closed");
    await change({ isActive: true });
    for (const state of ["suspended", "closing"] as const) {
      await enter(state);
      expect(await answerTo()).toBe("unavailable signupRequests.errors.closed");
      expect((await findPublicForm(formId))?.state).toBe("closed");
      await expect(confirm()).rejects.toMatchObject({ code: "unavailable" });
    }
    await enter("active");
    await superuser(`insert into tenant_limits (tenant_id, addresses) values ('${tenantId}', 0)`);
    expect(await answerTo()).toBe("unavailable signupRequests.errors.full");
    await expect(confirm()).rejects.toMatchObject({
      code: "unavailable",
      messageKey: "signupRequests.errors.full",
    });
    expect(await found()).toBeNull();
    await superuser(`delete from tenant_limits where tenant_id = '${tenantId}'`);
    await confirm();
    expect(await found()).not.toBeNull();
  });

  it("W22: belongs to the form's own customer only", async () => {
    await ask();
    const token = await newestToken();
    const other = await createTestTenant();
    const plain = formInput({ attributeModes: {}, choiceTagIds: [], hiddenTagIds: [] });
    const { id: otherForm } = await createSignupForm(other.ctx, plain);
    await expect(requestSignup(other.ctx, { formId, email })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(confirmSignup(request, { formId: otherForm, token })).rejects.toMatchObject({
      code: "expired",
    });
    expect(await findConfirmation(otherForm, token)).toBeNull();
    await expect(confirmSignup(request, { formId, token: `${token}x` })).rejects.toMatchObject({
      details: { suspicion: "tampered_token" },
    });
    expect(await findPublicForm(crypto.randomUUID())).toBeNull();
    const shown = JSON.stringify(await findPublicForm(formId));
    expect(shown).not.toContain(hidden);
    expect(shown).not.toContain("トップページ");
  });
});

describe("what waits for its confirmation", () => {
  it("is erased with the person", async () => {
    const { id } = await createAddress(tenant.ctx, {
      email: { email, isNonstandard: false },
      name: "",
      attributes: {},
      tagIds: [],
    });
    await ask({ name: "高﨑" });
    await eraseAddress(tenant.ctx, { id });
    expect(await pending()).toEqual([]);
    await ask();
    await confirm();
    expect(await found()).toMatchObject({ state: "active" });
  });

  it("W28: is forgotten a day after it expired", async () => {
    await ask();
    await ask();
    const [first] = await pending();
    await transaction(tenant.ctx, (tx) =>
      tx
        .update(signupRequests)
        .set({ expiresAt: sql`now() - interval '25 hours'` })
        .where(eq(signupRequests.id, first?.id ?? "")),
    );
    await pruneRecords(({ kind }) => kind === "signup_requests");
    const left = await pending();
    expect(left).toHaveLength(1);
    expect(left[0]?.id).not.toBe(first?.id);
  });

  it("keeps its tags through a merge, and a form's tag is not deleted", async () => {
    await expect(deleteTag(tenant.ctx, { id: hidden })).rejects.toMatchObject({
      code: "conflict",
      messageKey: "tags.errors.usedByForm",
    });
    await mergeTag(tenant.ctx, { id: hidden, intoId: closedTag });
    expect(await getSignupForm(tenant.ctx, formId)).toMatchObject({ hiddenTagIds: [closedTag] });
    await ask();
    await transaction(tenant.ctx, (tx) =>
      tx.update(signupForms).set({ hiddenTagIds: [] }).where(eq(signupForms.id, formId)),
    );
    await confirm();
    expect((await found())?.tags).toEqual([]);
  });
});
