import { randomUUID } from "node:crypto";
import { render } from "@react-email/render";
import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { attributeDefinitions } from "@/db/schema/addresses";
import { users, userTokens } from "@/db/schema/users";
import { createTestTenant, type TestTenant, uniqueEmail } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { contextForSession } from "@/lib/auth/sessions";
import { readTicket } from "@/lib/auth/ticket";
import { AppError } from "@/lib/errors";
import type { AccountMail } from "@/lib/mail/account-mail";
import { findLink } from "@/lib/sign-in/queries";
import { getUser } from "@/lib/users/queries";
import { acceptInvitation, inviteUser, resendInvitation, sendInvitation } from "./mutations";

const sent = vi.hoisted((): AccountMail[] => []);
vi.mock("@/lib/mail/account-mail", () => ({
  sendAccountMail: async (mail: AccountMail) => void sent.push(mail),
}));

const password = "plum-otter-lantern-42";
const request = () => ({ ip: randomUUID(), userAgent: "vitest", requestId: randomUUID() });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => (error instanceof AppError ? error.code : error),
  );

let tenant: TestTenant;
const invite = (ctx: TenantContext, changes: Partial<Parameters<typeof inviteUser>[1]> = {}) =>
  inviteUser(ctx, {
    email: uniqueEmail(),
    name: "招待 太郎",
    role: "author",
    attributes: {},
    locale: "ja",
    ...changes,
  });

async function mailedToken(userId: string): Promise<string> {
  const { tenantId } = tenant;
  const job = contextForJob(tenantId, "users.send-invitation");
  await sendInvitation(job, { tenantId, userId, invitedBy: tenant.userId, locale: "ja" });
  const mail = sent.at(-1);
  return /invitation\/([\w.-]+)/.exec(mail ? await render(mail.body) : "")?.[1] ?? "";
}

const accept = (token: string) =>
  acceptInvitation(request(), { token, name: "山田 花子", password, agree: true });

beforeEach(async () => {
  sent.length = 0;
  tenant = await createTestTenant();
});

describe("invitations", () => {
  it("W6: an invited person sets a password by the mailed link and is signed in with the given role", async () => {
    const email = uniqueEmail();
    const { id } = await invite(tenant.ctx, { email });
    const token = await mailedToken(id);
    expect(sent.at(-1)?.to).toBe(email);
    expect(await findLink(token, "invitation")).toMatchObject({
      state: "valid",
      email,
      tenantName: "テスト株式会社",
    });
    const ticket = readTicket((await accept(token)).ticket);
    const ctx = await contextForSession(tenant.tenantId, ticket?.sessionId ?? "", request());
    expect(ctx?.actor).toMatchObject({ id, email, name: "山田 花子", role: "author" });
    expect(ctx?.permissions.has("deliveries:send")).toBe(false);
    expect(ctx?.mustAcceptTerms).toBe(false);
    expect((await getUser(tenant.ctx, id)).state).toBe("active");
    expect(await failure(accept(token))).toBe("expired");
  });

  it("W6: the mailing of an invitation is queued with the invitation itself", async () => {
    const { id } = await invite(tenant.ctx);
    const jobs = await transaction(tenant.ctx, (tx) =>
      tx.execute<{ payload: object }>(
        sql`select payload from graphile_worker._private_jobs where payload->>'userId' = ${id}`,
      ),
    );
    expect(jobs.map(({ payload }) => payload)).toEqual([
      { tenantId: tenant.tenantId, userId: id, invitedBy: tenant.userId, locale: "ja" },
    ]);
    expect((await getUser(tenant.ctx, id)).state).toBe("invited");
  });

  it("W6: of fifty acceptances at once one succeeds", async () => {
    const { id } = await invite(tenant.ctx);
    const token = await mailedToken(id);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => failure(accept(token))));
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "expired")).toHaveLength(49);
  });

  it("W6: sending again ends the older link; links end after seven days", async () => {
    const { id } = await invite(tenant.ctx);
    const older = await mailedToken(id);
    await resendInvitation(tenant.ctx, { userId: id, locale: "ja" });
    const newer = await mailedToken(id);
    expect((await findLink(older, "invitation"))?.state).toBe("superseded");
    expect(await failure(accept(older))).toBe("expired");
    await transaction(contextForJob(tenant.tenantId, "test"), (tx) =>
      tx
        .update(userTokens)
        .set({ expiresAt: new Date(Date.now() - 1000) })
        .where(eq(userTokens.tenantId, tenant.tenantId)),
    );
    expect((await findLink(newer, "invitation"))?.state).toBe("expired");
    expect(await failure(accept(newer))).toBe("expired");
  });

  it("W6: nobody invites beyond their own rights, and nobody invites a master", async () => {
    const manager = await tenant.contextFor("manager");
    const weakManager = await tenant.contextFor("manager", { denied: ["deliveries:send"] });
    const author = await tenant.contextFor("author");
    expect(await failure(invite(manager, { role: "master" }))).toBe("invalid");
    expect(await failure(invite(weakManager, { role: "sender" }))).toBe("invalid");
    expect(await failure(invite(author))).toBe("not_permitted");
    expect(await failure(invite(manager, { role: "sender" }))).toBeNull();
    expect(await failure(invite(tenant.ctx, { role: "master" }))).toBe("invalid");
  });

  it("W6: an e-mail is invited once in a tenant, and freely in another", async () => {
    const email = uniqueEmail();
    const other = await createTestTenant();
    await invite(tenant.ctx, { email });
    expect(await failure(invite(tenant.ctx, { email }))).toBe("conflict");
    expect(await failure(invite(other.ctx, { email }))).toBeNull();
  });

  it("W8: attributes that the customer defined are kept with an invited user, each by its type", async () => {
    const definitions = await transaction(tenant.ctx, (tx) =>
      tx
        .insert(attributeDefinitions)
        .values([
          {
            tenantId: tenant.tenantId,
            subject: "user",
            key: "部署",
            type: "choice",
            choices: ["営業部", "総務部"],
          },
          { tenantId: tenant.tenantId, subject: "user", key: "入社日", type: "date" },
          { tenantId: tenant.tenantId, subject: "user", key: "内線", type: "number" },
        ])
        .returning(),
    );
    const idOf = (key: string) =>
      definitions.find((definition) => definition.key === key)?.id ?? "";
    const typed = {
      [idOf("部署")]: "営業部",
      [idOf("入社日")]: "2026/4/1",
      [idOf("内線")]: "１２３",
    };
    const { id } = await invite(tenant.ctx, { attributes: typed });
    expect((await getUser(tenant.ctx, id)).attributes).toEqual({
      部署: "営業部",
      入社日: "2026-04-01",
      内線: 123,
    });
    const wrong = invite(tenant.ctx, { attributes: { ...typed, [idOf("部署")]: "宇宙部" } });
    await expect(wrong).rejects.toMatchObject({
      details: {
        fieldErrors: { [`attributes.${idOf("部署")}`]: ["attributes.problems.invalidChoice"] },
      },
    });
  });

  it("a deleted or deactivated invitation leads nowhere", async () => {
    const { id } = await invite(tenant.ctx);
    const token = await mailedToken(id);
    await transaction(tenant.ctx, (tx) =>
      tx.delete(users).where(and(eq(users.tenantId, tenant.tenantId), eq(users.id, id))),
    );
    expect(await findLink(token, "invitation")).toBeNull();
    expect(await failure(accept(token))).toBe("expired");
  });
});
