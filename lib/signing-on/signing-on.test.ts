import { randomUUID } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type DnsServer, startDnsServer } from "@/bin/testing/dns-server";
import { walkThrough } from "@/bin/testing/identity-browser";
import { type IdentityProvider, startIdentityProvider } from "@/bin/testing/identity-provider";
import { auditEntries } from "@/db/schema/audit-entries";
import { signOnAttempts, signOnIdentities, signOnProviders } from "@/db/schema/sign-on";
import { sessions, users } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob, type RequestInfo } from "@/lib/auth/context";
import { hashPassword } from "@/lib/auth/password";
import { contextForSession, createSession } from "@/lib/auth/sessions";
import { readTicket } from "@/lib/auth/ticket";
import { proofName } from "@/lib/dns-proof";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { paths } from "@/lib/paths";
import { seal, unseal } from "@/lib/secret-box";
import { openSession } from "@/lib/sign-in/mutations";
import { changeProviderPolicy, saveProvider } from "@/lib/sign-on/mutations";
import { findProvider } from "@/lib/sign-on/queries";
import { createDomain, deleteDomain, proveDomain } from "@/lib/sign-on-domains/mutations";
import { findCapturingTenant, listDomains } from "@/lib/sign-on-domains/queries";
import { finishSignOn, searchSignOn, startSignOn, startTest } from "./mutations";

let idp: IdentityProvider;
let dns: DnsServer;
let tenant: TestTenant;
let domain: string;
const from = (): RequestInfo => ({
  ip: randomUUID(),
  userAgent: "vitest",
  requestId: randomUUID(),
});
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => (error instanceof AppError ? error.messageKey : error),
  );
const on = { isOn: true, isRequired: false, createsUsers: true, defaultRole: "author" as const };
const asJob = () => contextForJob(tenant.tenantId, "test");

beforeAll(async () => {
  [idp, dns] = await Promise.all([startIdentityProvider(), startDnsServer()]);
  env().OUTGOING_ALLOWED_HOSTS.push(new URL(idp.issuer).host);
  env().DNS_SERVERS.push(dns.address);
});
afterAll(async () => {
  env().OUTGOING_ALLOWED_HOSTS.length = 0;
  env().DNS_SERVERS.length = 0;
  await idp.stop();
  dns.stop();
});

async function captureDomain(of: TestTenant, name: string): Promise<string> {
  const { id } = await createDomain(of.ctx, { domain: name });
  const found = (await listDomains(of.ctx)).find((row) => row.id === id);
  const record = proofName(name);
  dns.records.set(record, [...(dns.records.get(record) ?? []), found?.recordValue ?? ""]);
  await proveDomain(of.ctx, { id });
  return id;
}

async function configure(of: TestTenant, policy = on): Promise<void> {
  const { issuer, clientId, clientSecret } = idp;
  await saveProvider(of.ctx, { preset: "other", issuer, clientId, clientSecret });
  idp.people.set("tester", {});
  await comeBack(of, await startTest(of.ctx), "tester");
  await changeProviderPolicy(of.ctx, policy);
}

type Started = { href: string; browser: string };

async function comeBack(of: TestTenant, { href, browser }: Started, subject: string) {
  idp.settings.signsIn = subject;
  const search = await walkThrough(href, paths.signOnReturn(of.tenantId));
  return finishSignOn(from(), { tenantId: of.tenantId, search, browser });
}

const begin = (email: string) => startSignOn(from(), { email });

async function signOn(subject: string, email: string) {
  const done = await comeBack(tenant, await begin(email), subject);
  const ticket = "ticket" in done ? readTicket(done.ticket) : null;
  const ctx = await contextForSession(tenant.tenantId, ticket?.sessionId ?? randomUUID(), from());
  return { ctx, sessionId: ticket?.sessionId ?? "" };
}

const setUser = (id: string, changes: Partial<typeof users.$inferInsert>) =>
  transaction(asJob(), (tx) =>
    tx
      .update(users)
      .set(changes)
      .where(and(eq(users.tenantId, tenant.tenantId), eq(users.id, id))),
  );
const audited = () =>
  transaction(asJob(), (tx) =>
    tx.select().from(auditEntries).where(eq(auditEntries.tenantId, tenant.tenantId)),
  );

beforeEach(async () => {
  idp.settings.clockBehindMs = 0;
  idp.people.clear();
  tenant = await createTestTenant();
  domain = `${randomUUID().slice(0, 8)}.example.jp`;
});

describe("setting single sign-on up", () => {
  it("W35: the secret is sealed and never shown; the provider is tested before it can be switched on", async () => {
    const { issuer, clientId, clientSecret } = idp;
    await saveProvider(tenant.ctx, { preset: "other", issuer, clientId, clientSecret });
    expect(JSON.stringify(await findProvider(tenant.ctx))).not.toContain(clientSecret);
    const [row] = await transaction(asJob(), (tx) =>
      tx.select().from(signOnProviders).where(eq(signOnProviders.tenantId, tenant.tenantId)),
    );
    expect(row?.clientSecret).toMatch(/^v1\./);
    expect(JSON.stringify(await audited())).not.toContain(clientSecret);
    const early = changeProviderPolicy(tenant.ctx, on);
    await expect(early).rejects.toMatchObject({
      details: { fieldErrors: { isOn: ["signOn.errors.notTested"] } },
    });
    idp.people.set("tester", {});
    expect(await comeBack(tenant, await startTest(tenant.ctx), "tester")).toEqual({
      purpose: "test",
    });
    await changeProviderPolicy(tenant.ctx, on);
    expect((await findProvider(tenant.ctx))?.isOn).toBe(true);
    const other = saveProvider(tenant.ctx, {
      preset: "other",
      issuer: "https://elsewhere.example",
      clientId,
      clientSecret: "",
    });
    await expect(other).rejects.toMatchObject({
      details: { fieldErrors: { clientSecret: ["signOn.errors.secretAgain"] } },
    });
    await saveProvider(tenant.ctx, { preset: "other", issuer, clientId, clientSecret: "changed" });
    expect(await findProvider(tenant.ctx)).toMatchObject({ isOn: false, testedAt: null });
  });

  it("W35: says what is wrong with the address, the client and the secret", async () => {
    const { issuer, clientId, clientSecret } = idp;
    const given = { preset: "other" as const, issuer, clientId, clientSecret };
    const test = async (changes: Partial<typeof given>) => {
      await saveProvider(tenant.ctx, { ...given, ...changes });
      return failure(startTest(tenant.ctx).then((started) => comeBack(tenant, started, "tester")));
    };
    idp.people.set("tester", {});
    expect(await test({ issuer: "https://127.0.0.1:1" })).toBe("signOn.problems.blocked");
    expect(await test({ issuer: "http://example.com" })).toBe("signOn.problems.not_https");
    expect(await test({ issuer: `${issuer}/elsewhere` })).toBe("signOn.problems.no_discovery");
    const asLocalhost = issuer.replace("127.0.0.1", "localhost");
    env().OUTGOING_ALLOWED_HOSTS.push(new URL(asLocalhost).host);
    expect(await test({ issuer: asLocalhost })).toBe("signOn.problems.issuer_mismatch");
    env().OUTGOING_ALLOWED_HOSTS.push("127.0.0.1:1");
    expect(await test({ issuer: "http://127.0.0.1:1" })).toBe("signOn.problems.unreachable");
    expect(await test({ clientSecret: "wrong" })).toBe("signOn.problems.client_refused");
    expect(await test({})).toBeNull();
  });

  it("W35: a mail domain is captured by its proof in DNS alone, and stays with whose proof stands", async () => {
    const { id } = await createDomain(tenant.ctx, { domain });
    expect(await failure(proveDomain(tenant.ctx, { id }))).toBe("signOn.errors.noProof");
    expect(await findCapturingTenant(domain)).toBeNull();
    await deleteDomain(tenant.ctx, { id });
    await captureDomain(tenant, domain);
    expect(await findCapturingTenant(domain)).toBe(tenant.tenantId);
    const other = await createTestTenant();
    const second = await createDomain(other.ctx, { domain });
    const wanted = (await listDomains(other.ctx))[0]?.recordValue ?? "";
    const held = dns.records.get(proofName(domain)) ?? [];
    dns.records.set(proofName(domain), [...held, wanted]);
    expect(await failure(proveDomain(other.ctx, second))).toBe("signOn.errors.domainHeld");
    dns.records.set(proofName(domain), [wanted]);
    await proveDomain(other.ctx, second);
    expect(await findCapturingTenant(domain)).toBe(other.tenantId);
    expect((await listDomains(tenant.ctx))[0]?.capturedAt).toBeNull();
    expect(await failure(deleteDomain(tenant.ctx, second))).toBe("not_found");
  });

  it("W6: nobody but a master sees or changes it", async () => {
    const manager = await tenant.contextFor("manager", { granted: ["access:write"] });
    expect(await failure(findProvider(manager))).toBe("not_permitted");
    expect(await failure(startTest(manager))).toBe("not_permitted");
    expect(await failure(createDomain(manager, { domain }))).toBe("not_permitted");
  });
});

describe("signing on", () => {
  beforeEach(async () => {
    await captureDomain(tenant, domain);
    await configure(tenant);
  });

  it("W35: a new person becomes a user of the chosen role and is known by the subject from then on", async () => {
    const email = `hanako@${domain}`;
    idp.people.set("hanako", { email, email_verified: true, name: "高﨑 花子" });
    expect(await searchSignOn(from(), { email })).toEqual({ isCaptured: true, isRequired: false });
    const first = await signOn("hanako", email);
    expect(first.ctx?.actor).toMatchObject({ email, role: "author", name: "高﨑 花子" });
    expect(first.ctx?.mustAcceptTerms).toBe(true);
    const [session] = await transaction(asJob(), (tx) =>
      tx.select().from(sessions).where(eq(sessions.id, first.sessionId)),
    );
    expect(session?.way).toBe("single_sign_on");
    idp.people.set("hanako", { email: "renamed@elsewhere.example", email_verified: true });
    expect((await signOn("hanako", email)).ctx?.actor.id).toBe(first.ctx?.actor.id);
    const actions = (await audited()).map(({ action }) => action);
    for (const action of ["user.provisioned", "sign_on.identity_linked", "session.created"])
      expect(actions).toContain(action);
    idp.people.set("another", { email, email_verified: true });
    expect(await failure(signOn("another", email))).toBe("signOn.problems.other_identity");
  });

  it("W35: an invited user comes in by a proven e-mail address and keeps the role they were invited to", async () => {
    const sender = await tenant.contextFor("sender");
    const email = `invited@${domain}`;
    await setUser(sender.actor.id ?? "", { email, state: "invited" });
    idp.people.set("invited", { email: email.toUpperCase(), email_verified: true });
    const { ctx } = await signOn("invited", email);
    expect(ctx?.actor).toMatchObject({ id: sender.actor.id, role: "sender" });
  });

  it("W35: an e-mail address that is unverified or of another domain makes nobody known", async () => {
    const email = `hanako@${domain}`;
    const attempt = async (person: { email: string; email_verified?: boolean }) => {
      idp.people.set("someone", person);
      return failure(signOn("someone", email));
    };
    const untrusted = "signOn.problems.email_not_trusted";
    expect(await attempt({ email, email_verified: false })).toBe(untrusted);
    const master = tenant.ctx.actor.email ?? "";
    expect(await attempt({ email: master, email_verified: true })).toBe(untrusted);
    const refusals = (await audited()).filter(({ action }) => action === "session.refused");
    expect(refusals).toHaveLength(2);
    expect(JSON.stringify(refusals)).not.toContain(email);
  });

  it("W35: without automatic users a stranger is refused; a deactivated user always", async () => {
    const email = `taro@${domain}`;
    await changeProviderPolicy(tenant.ctx, { ...on, createsUsers: false });
    idp.people.set("taro", { email, email_verified: true });
    expect(await failure(signOn("taro", email))).toBe("signOn.problems.unknown_user");
    await changeProviderPolicy(tenant.ctx, on);
    const { ctx, sessionId } = await signOn("taro", email);
    await setUser(ctx?.actor.id ?? "", { state: "deactivated" });
    expect(await contextForSession(tenant.tenantId, sessionId, from())).toBeNull();
    expect(await failure(signOn("taro", email))).toBe("signOn.problems.deactivated");
    const [entry] = (await audited()).filter(({ action }) => action === "session.refused");
    expect(entry?.details).toMatchObject({ way: "single_sign_on", reason: "unknown_user" });
  });

  it("W35: several first sign-ins of one person at once make one user", async () => {
    const email = `eager@${domain}`;
    idp.people.set("eager", { email, email_verified: true });
    const started = await Promise.all(Array.from({ length: 5 }, () => begin(email)));
    idp.settings.signsIn = "eager";
    const done = await Promise.all(started.map((each) => comeBack(tenant, each, "eager")));
    expect(done).toHaveLength(5);
    const rows = await transaction(asJob(), (tx) =>
      tx.select().from(signOnIdentities).where(eq(signOnIdentities.tenantId, tenant.tenantId)),
    );
    expect(rows).toHaveLength(1);
  });
});

describe("what comes back from a provider", () => {
  const ended = "signOn.problems.attempt_ended";
  let email: string;
  beforeEach(async () => {
    await captureDomain(tenant, domain);
    await configure(tenant);
    email = `hanako@${domain}`;
    idp.people.set("hanako", { email, email_verified: true });
    idp.settings.signsIn = "hanako";
  });
  const attempts = () =>
    transaction(asJob(), (tx) =>
      tx.select().from(signOnAttempts).where(eq(signOnAttempts.tenantId, tenant.tenantId)),
    );

  it("W35: counts once, for its own browser, state and tenant", async () => {
    const { href, browser } = await begin(email);
    const { tenantId } = tenant;
    const search = await walkThrough(href, paths.signOnReturn(tenantId));
    const other = await createTestTenant();
    await configure(other);
    const finish = (changes: object) =>
      failure(finishSignOn(from(), { tenantId, search, browser, ...changes }));
    expect(await finish({ browser: "another browser's" })).toBe(ended);
    expect(await finish({ browser: null })).toBe(ended);
    expect(await finish({ search: search.replace(/state=[^&]+/, "state=wrong") })).toBe(ended);
    expect(await finish({ search: "?code=1" })).toBe(ended);
    expect(await finish({ tenantId: other.tenantId })).toBe(ended);
    expect(await finish({ tenantId: "nonsense" })).toBe(ended);
    idp.settings.signsIn = "hanako";
    const tries = await Promise.all(Array.from({ length: 20 }, () => finish({})));
    expect(tries.filter((outcome) => outcome === null)).toHaveLength(1);
    expect(tries.filter((outcome) => outcome === ended)).toHaveLength(19);
  });

  it("W35: is refused with a wrong nonce, after ten minutes, and with an expired token", async () => {
    const wrongNonce = await begin(email);
    const [row] = await attempts();
    const owner = { purpose: "sign-on-attempt", owner: `${tenant.tenantId}:${row?.id}` };
    const opened = JSON.parse(unseal(row?.secrets ?? "", owner));
    const secrets = seal(JSON.stringify({ ...opened, nonce: "another" }), owner);
    await transaction(asJob(), (tx) =>
      tx
        .update(signOnAttempts)
        .set({ secrets })
        .where(eq(signOnAttempts.id, row?.id ?? "")),
    );
    expect(await failure(comeBack(tenant, wrongNonce, "hanako"))).toBe(
      "signOn.problems.token_invalid",
    );
    const late = await begin(email);
    await transaction(asJob(), (tx) =>
      tx
        .update(signOnAttempts)
        .set({ expiresAt: new Date(Date.now() - 1) })
        .where(eq(signOnAttempts.tenantId, tenant.tenantId)),
    );
    expect(await failure(comeBack(tenant, late, "hanako"))).toBe(ended);
    idp.settings.clockBehindMs = 3_600_000;
    expect(await failure(signOn("hanako", email))).toBe("signOn.problems.token_expired");
  });

  it("W35: says that the person stopped, and that the provider does not answer", async () => {
    expect(await failure(signOn("a stranger to the provider", email))).toBe(
      "signOn.problems.cancelled",
    );
    const { issuer, clientSecret, clientId } = idp;
    await transaction(asJob(), (tx) =>
      tx
        .update(signOnProviders)
        .set({ issuer: "https://127.0.0.1:9" })
        .where(eq(signOnProviders.tenantId, tenant.tenantId)),
    );
    expect(await failure(begin(email))).toBe("signOn.problems.blocked");
    env().OUTGOING_ALLOWED_HOSTS.push("127.0.0.1:9");
    expect(await failure(begin(email))).toBe("signOn.problems.unreachable");
    await saveProvider(tenant.ctx, { preset: "other", issuer, clientId, clientSecret });
    expect(await failure(begin(email))).toBe("signOn.problems.no_domain");
  });
});

describe("single sign-on alone", () => {
  const password = "plum-otter-lantern-42";

  it("W35: shuts passwords out for all but masters, and ends their sessions", async () => {
    await captureDomain(tenant, domain);
    await configure(tenant);
    const required = { ...on, isRequired: true };
    expect(await failure(changeProviderPolicy(tenant.ctx, required))).toBe(
      "signOn.errors.noMasterPassword",
    );
    const passwordHash = await hashPassword(password);
    const viewer = await tenant.contextFor("viewer");
    for (const id of [tenant.userId, viewer.actor.id ?? ""]) await setUser(id, { passwordHash });
    const open = (ctx: typeof viewer) =>
      transaction(asJob(), (tx) =>
        createSession(tx, { tenantId: tenant.tenantId, id: ctx.actor.id ?? "" }, from()),
      );
    const [ofViewer, ofMaster] = [await open(viewer), await open(tenant.ctx)];
    await changeProviderPolicy(tenant.ctx, required);
    expect(await contextForSession(tenant.tenantId, ofViewer, from())).toBeNull();
    expect(await contextForSession(tenant.tenantId, ofMaster, from())).not.toBeNull();
    const signIn = (ctx: typeof viewer) =>
      failure(openSession(from(), { email: ctx.actor.email ?? "", password }));
    expect(await signIn(viewer)).toBe("signOn.problems.only_sign_on");
    expect(await signIn(tenant.ctx)).toBeNull();
    idp.people.set("v", { email: `v@${domain}`, email_verified: true });
    expect((await signOn("v", `v@${domain}`)).ctx).not.toBeNull();
  });
});
