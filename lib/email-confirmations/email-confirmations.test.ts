import { randomUUID } from "node:crypto";
import { render } from "@react-email/render";
import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { emailChanges } from "@/db/schema/account-changes";
import { auditEntries } from "@/db/schema/audit-entries";
import { scimUsers } from "@/db/schema/scim";
import { userTokens } from "@/db/schema/users";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { contextForSession, createSession } from "@/lib/auth/sessions";
import {
  requestEmailChange,
  sendEmailChangeLink,
  withdrawEmailChange,
} from "@/lib/email-changes/mutations";
import { findEmailChangeLink, getOwnEmailChange } from "@/lib/email-changes/queries";
import type { EmailSide } from "@/lib/email-changes/schema";
import { AppError } from "@/lib/errors";
import type { AccountMail } from "@/lib/mail/account-mail";
import { getUser } from "@/lib/users/queries";
import { emailConfirmationJobs } from "./jobs";
import { confirmEmailChange, refuseEmailChange } from "./mutations";

const sent = vi.hoisted((): AccountMail[] => []);
vi.mock("@/lib/mail/account-mail", () => ({
  sendAccountMail: async (mail: AccountMail) => void sent.push(mail),
}));

const request = () => ({ ip: randomUUID(), userAgent: "vitest", requestId: randomUUID() });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) =>
      error instanceof AppError
        ? JSON.stringify(error.details.fieldErrors ?? `${error.code} ${error.messageKey}`)
        : error,
  );
const ended = JSON.stringify("expired signIn.errors.linkEnded");

let tenant: TestTenant;
let ctx: TenantContext;
let email: string;

const inTenant = <T>(work: Parameters<typeof transaction<TenantContext, T>>[1]) =>
  transaction(contextForJob(tenant.tenantId, "test"), work);
const open = () =>
  inTenant((tx) =>
    createSession(tx, { tenantId: tenant.tenantId, id: ctx.actor.id ?? "" }, request()),
  );
const isLive = async (id: string | null) =>
  (await contextForSession(tenant.tenantId, id ?? "", request())) !== null;
const ask = (to = email) => requestEmailChange(ctx, { email: to, locale: "ja" });
const current = async () => (await getUser(tenant.ctx, ctx.actor.id ?? "")).email;
const actions = async () => {
  const rows = await inTenant((tx) =>
    tx
      .select({ action: auditEntries.action })
      .from(auditEntries)
      .where(and(eq(auditEntries.tenantId, tenant.tenantId)))
      .orderBy(auditEntries.seq),
  );
  return rows.map(({ action }) => action).filter((action) => action.includes("email"));
};

/** The link that is mailed to one of the addresses. */
async function mailed(side: EmailSide): Promise<{ token: string; mail: AccountMail | undefined }> {
  const { open: change } = await getOwnEmailChange(ctx);
  const job = contextForJob(tenant.tenantId, "email-changes.send-link");
  const input = { tenantId: tenant.tenantId, changeId: change?.id ?? randomUUID(), side } as const;
  sent.length = 0;
  await sendEmailChangeLink(job, { ...input, locale: "ja" });
  const mail = sent.at(-1);
  const token = /email-change\/([\w.-]+)/.exec(mail ? await render(mail.body) : "")?.[1] ?? "";
  return { token, mail };
}

/** Runs the mails that wait for the tenant; answers with whom they go to and how they begin. */
async function told(): Promise<string[]> {
  const rows = await inTenant((tx) =>
    tx.execute<{ payload: unknown }>(sql`
      delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = 'email-changes.tell'
        and j.payload ->> 'tenantId' = ${tenant.tenantId} returning j.payload as payload`),
  );
  sent.length = 0;
  const run = { attempt: 1, jobId: randomUUID() };
  for (const { payload } of rows)
    await emailConfirmationJobs["email-changes.tell"]("email-changes.tell")(payload, run);
  return sent.map(({ to, subject }) => `${to} ${subject}`).sort();
}

const confirm = (token: string) => confirmEmailChange(request(), { token, locale: "ja" });
const refuse = (token: string) => refuseEmailChange(request(), { token, locale: "ja" });

beforeEach(async () => {
  tenant = await createTestTenant();
  const author = await tenant.contextFor("author");
  ctx = author;
  ctx = { ...author, sessionId: await open() };
  email = uniqueEmail("new");
});

describe("a change of the e-mail address", () => {
  it.each([
    ["old", "new"],
    ["new", "old"],
  ] as const)(
    "W35: counts once both addresses have confirmed, the %s one first",
    async (first, second) => {
      const former = ctx.actor.email ?? "";
      const other = await open();
      await ask();
      const links = { old: await mailed("old"), new: await mailed("new") };
      expect(links.old.mail?.to).toBe(former);
      expect(links.new.mail?.to).toBe(email);
      expect(await render(links.new.mail?.body ?? "")).not.toContain(former);
      expect(await confirm(links[first].token)).toEqual({ isLast: false });
      expect(await current()).toBe(former);
      expect(await isLive(other)).toBe(true);
      expect(await confirm(links[second].token)).toEqual({ isLast: true });
      expect(await current()).toBe(email);
      expect(await isLive(other)).toBe(false);
      expect(await isLive(ctx.sessionId)).toBe(true);
      expect(await told()).toEqual(
        [former, email].map((to) => `${to} 【ECAI】メールアドレスが変更されました`).sort(),
      );
      expect(await failure(confirm(links.old.token))).toBe(ended);
      expect(await actions()).toEqual([
        "user.email_change_requested",
        "user.email_change_confirmed",
        "user.email_change_confirmed",
        "user.email_changed",
      ]);
    },
  );

  it("W35: of 50 uses of one link at once exactly one wins", async () => {
    await ask();
    const { token } = await mailed("new");
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => failure(index % 2 ? confirm(token) : refuse(token))),
    );
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set([null, ended]));
  });

  it("W35: the old address refuses: nothing changes, every session ends, both are told", async () => {
    const former = ctx.actor.email ?? "";
    await ask();
    const [old, fresh] = [await mailed("old"), await mailed("new")];
    await confirm(fresh.token);
    expect(await refuse(old.token)).toEqual({ side: "old" });
    expect(await current()).toBe(former);
    expect(await isLive(ctx.sessionId)).toBe(false);
    expect(await told()).toEqual(
      [former, email].map((to) => `${to} 【ECAI】メールアドレスの変更を中止しました`).sort(),
    );
    expect((await getOwnEmailChange(ctx)).open).toBeNull();
  });

  it("W35: the new address refuses: nothing changes and the sessions go on", async () => {
    await ask();
    const [old, fresh] = [await mailed("old"), await mailed("new")];
    await refuse(fresh.token);
    expect(await failure(confirm(old.token))).toBe(ended);
    expect(await current()).toBe(ctx.actor.email);
    expect(await isLive(ctx.sessionId)).toBe(true);
  });

  it("W35: an address that another user has is asked like any other, and fails by mail at the end", async () => {
    const taken = await tenant.contextFor("viewer");
    expect(await failure(ask(taken.actor.email ?? ""))).toBeNull();
    const [old, fresh] = [await mailed("old"), await mailed("new")];
    expect(fresh.mail?.to).toBe(taken.actor.email);
    expect(await confirm(fresh.token)).toEqual({ isLast: false });
    expect(await confirm(old.token)).toEqual({ isLast: true });
    expect(await current()).toBe(ctx.actor.email);
    expect(await told()).toEqual([
      `${ctx.actor.email} 【ECAI】メールアドレスを変更できませんでした`,
    ]);
    expect((await actions()).at(-1)).toBe("user.email_change_failed");
  });

  it("W35: only hashes of the links are kept; they end with time, a newer request or a withdrawal", async () => {
    await ask();
    const { token } = await mailed("old");
    const [stored] = await inTenant((tx) =>
      tx.select().from(userTokens).where(eq(userTokens.tenantId, tenant.tenantId)),
    );
    expect(token).not.toContain(stored?.tokenHash);
    await ask(uniqueEmail("newer"));
    expect((await findEmailChangeLink(token))?.state).toBe("superseded");
    const next = await mailed("old");
    await inTenant((tx) =>
      tx
        .update(emailChanges)
        .set({ expiresAt: sql`now() - interval '1 second'` })
        .where(eq(emailChanges.tenantId, tenant.tenantId)),
    );
    expect(await failure(confirm(next.token))).toBe(ended);
    await ask();
    const last = await mailed("old");
    await withdrawEmailChange(ctx);
    expect(await failure(confirm(last.token))).toBe(ended);
    expect(await failure(withdrawEmailChange(ctx))).toContain("accountEmail.errors.over");
    const other = await createTestTenant();
    const moved = last.token.replace(tenant.tenantId, other.tenantId);
    expect(await findEmailChangeLink(moved)).toBeNull();
  });

  it("W35: the present address, and an account that a directory manages, are refused", async () => {
    expect(await failure(ask(ctx.actor.email ?? ""))).toContain("accountEmail.errors.same");
    await ask();
    const [old, fresh] = [await mailed("old"), await mailed("new")];
    await inTenant((tx) =>
      tx.insert(scimUsers).values({
        tenantId: tenant.tenantId,
        userId: ctx.actor.id ?? "",
        userName: email,
        userNameKey: email,
      }),
    );
    expect((await getOwnEmailChange(ctx)).isManaged).toBe(true);
    expect(await failure(ask())).toContain("accountEmail.errors.managed");
    await confirm(old.token);
    await confirm(fresh.token);
    expect(await current()).toBe(ctx.actor.email);
  });
});
