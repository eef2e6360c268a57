import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { mastershipOffers } from "@/db/schema/account-changes";
import { auditEntries } from "@/db/schema/audit-entries";
import { termsAcceptances, users } from "@/db/schema/users";
import { createTestTenant, type TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { contextForSession, createSession } from "@/lib/auth/sessions";
import { AppError } from "@/lib/errors";
import type { AccountMail } from "@/lib/mail/account-mail";
import { termsVersion } from "@/lib/terms/rules";
import { deactivateUser } from "@/lib/users/mutations";
import { mastershipJobs } from "./jobs";
import {
  acceptMastership,
  declineMastership,
  endMastershipOffer,
  proposeMastership,
  withdrawMastership,
} from "./mutations";
import { findOwnOffer } from "./queries";

const sent = vi.hoisted((): AccountMail[] => []);
vi.mock("@/lib/mail/account-mail", () => ({
  sendAccountMail: async (mail: AccountMail) => void sent.push(mail),
}));

const request = { ip: "192.0.2.1", userAgent: "vitest", requestId: randomUUID() };
const failure = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => (error instanceof AppError ? `${error.code} ${error.messageKey}` : error),
  );
const over = "conflict mastership.errors.over";

let tenant: TestTenant;
let taker: TenantContext;

const idOf = (ctx: TenantContext) => ctx.actor.id ?? "";
const inTenant = <T>(work: Parameters<typeof transaction<TenantContext, T>>[1]) =>
  transaction(contextForJob(tenant.tenantId, "test"), work);
const signIn = (ctx: TenantContext) =>
  inTenant((tx) => createSession(tx, { tenantId: tenant.tenantId, id: idOf(ctx) }, request));
const seen = (sessionId: string) => contextForSession(tenant.tenantId, sessionId, request);
const agree = (ctx: TenantContext) =>
  inTenant((tx) =>
    tx
      .insert(termsAcceptances)
      .values({ tenantId: tenant.tenantId, userId: idOf(ctx), version: termsVersion }),
  );
const propose = (to = taker, from = tenant.ctx) =>
  proposeMastership(from, { userId: idOf(to), locale: "ja" });
const offer = async (ctx = taker) => ({
  offerId: (await findOwnOffer(ctx))?.id ?? randomUUID(),
  locale: "ja" as const,
});
const masters = async () => {
  const rows = await inTenant((tx) =>
    tx
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.tenantId, tenant.tenantId), eq(users.role, "master"))),
  );
  return rows.map(({ id }) => id);
};
const lapse = () =>
  inTenant((tx) =>
    tx
      .update(mastershipOffers)
      .set({ expiresAt: sql`now() - interval '1 second'` })
      .where(eq(mastershipOffers.tenantId, tenant.tenantId)),
  );

async function told(): Promise<string[]> {
  const rows = await inTenant((tx) =>
    tx.execute<{ payload: unknown }>(sql`
      delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = 'mastership.tell'
        and j.payload ->> 'tenantId' = ${tenant.tenantId} returning j.payload as payload`),
  );
  sent.length = 0;
  for (const { payload } of rows)
    await mastershipJobs["mastership.tell"]("mastership.tell")(payload, {
      attempt: 1,
      jobId: randomUUID(),
    });
  return sent.map(({ to }) => to).sort();
}

beforeEach(async () => {
  tenant = await createTestTenant();
  taker = await tenant.contextFor("viewer", { granted: ["tags:write"] });
  await agree(taker);
});

describe("handing over mastership", () => {
  it("W6: changes hands only once the other accepts, for both at once, and both are told", async () => {
    const [givers, takers] = [await signIn(tenant.ctx), await signIn(taker)];
    await propose();
    expect(await told()).toEqual([taker.actor.email]);
    expect(await masters()).toEqual([tenant.userId]);
    await acceptMastership(taker, await offer());
    expect(await masters()).toEqual([idOf(taker)]);
    expect((await seen(takers))?.actor.role).toBe("master");
    expect((await seen(givers))?.actor.role).toBe("manager");
    expect((await seen(givers))?.permissions.has("access:write")).toBe(false);
    expect(await told()).toEqual([taker.actor.email, tenant.ctx.actor.email].sort());
    const [entry] = await inTenant((tx) =>
      tx
        .select()
        .from(auditEntries)
        .where(
          and(
            eq(auditEntries.tenantId, tenant.tenantId),
            eq(auditEntries.action, "user.mastership_handed_over"),
          ),
        ),
    );
    expect(entry?.details).toMatchObject({
      before: { master: tenant.userId, role: "viewer" },
      after: { master: idOf(taker), role: "master", formerRole: "manager" },
    });
  });

  it("W6: of 50 answers at once exactly one counts, and there is one master all the time", async () => {
    await propose();
    const given = await offer();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        failure(
          index % 3 === 0
            ? acceptMastership(taker, given)
            : index % 3 === 1
              ? declineMastership(taker, given)
              : withdrawMastership(tenant.ctx, given),
        ),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set([null, over]));
    expect(await masters()).toHaveLength(1);
  });

  it("W6: only the master offers, to an active user, once at a time; only the person asked answers", async () => {
    const manager = await tenant.contextFor("manager");
    expect(await failure(propose(taker, manager))).toBe("not_permitted users.errors.masterOnly");
    expect(await failure(propose(tenant.ctx))).toBe("not_permitted users.errors.self");
    const gone = await tenant.contextFor("sender");
    await deactivateUser(tenant.ctx, { userId: idOf(gone) });
    expect(await failure(propose(gone))).toBe("conflict users.errors.notActive");
    const stranger = await createTestTenant();
    expect(await failure(propose(stranger.ctx))).toBe("not_found not_found");
    await propose();
    expect(await failure(propose(manager))).toBe("conflict mastership.errors.open");
    const given = await offer();
    expect(await findOwnOffer(manager)).toBeNull();
    expect(await failure(acceptMastership(manager, given))).toBe("not_found not_found");
    expect(await failure(acceptMastership(tenant.ctx, given))).toBe("not_found not_found");
    expect(await failure(withdrawMastership(taker, given))).toBe("not_found not_found");
    expect(await failure(acceptMastership(stranger.ctx, given))).toBe("not_found not_found");
  });

  it("W6: an offer that was declined, withdrawn or not answered in time cannot be accepted", async () => {
    await propose();
    const declined = await offer();
    await declineMastership(taker, declined);
    expect(await told()).toContain(tenant.ctx.actor.email);
    expect(await failure(acceptMastership(taker, declined))).toBe(over);
    await propose();
    const withdrawn = await offer();
    await withdrawMastership(tenant.ctx, withdrawn);
    expect(await failure(acceptMastership(taker, withdrawn))).toBe(over);
    await propose();
    const late = await offer();
    await lapse();
    expect(await failure(acceptMastership(taker, late))).toBe(over);
    await told();
    const job = contextForJob(tenant.tenantId, "mastership.end-offer");
    await endMastershipOffer(job, { tenantId: tenant.tenantId, ...late });
    expect(await told()).toEqual([tenant.ctx.actor.email]);
    await propose();
    expect(await masters()).toEqual([tenant.userId]);
  });

  it("W6: who has not agreed to the terms, or lacks the second step that is required, cannot accept", async () => {
    const newcomer = await tenant.contextFor("author");
    await propose(newcomer);
    const given = await offer(newcomer);
    expect(await failure(acceptMastership(newcomer, given))).toBe(
      "not_permitted signIn.errors.termsNeeded",
    );
    await agree(newcomer);
    const due = { ...newcomer, secondStepDue: new Date(Date.now() + 3600_000) };
    expect(await failure(acceptMastership(due, given))).toBe(
      "conflict mastership.errors.secondStepNeeded",
    );
    expect(await masters()).toEqual([tenant.userId]);
    await acceptMastership(newcomer, given);
    expect(await masters()).toEqual([idOf(newcomer)]);
  });
});
