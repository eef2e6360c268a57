import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Transaction } from "@/db/client";
import { addresses, groups, tags } from "@/db/schema/addresses";
import { deliveries, senders } from "@/db/schema/deliveries";
import { tenants } from "@/db/schema/tenants";
import { transaction } from "@/db/transaction";
import { updateApprovalRule } from "@/lib/approval-settings/mutations";
import { countScheduledUnapproved } from "@/lib/approval-settings/queries";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { getDelivery } from "@/lib/deliveries/queries";
import { createResend } from "@/lib/resending/mutations";
import { scheduleDelivery, unscheduleDelivery } from "@/lib/scheduling/mutations";
import { prepareNext } from "@/lib/sending/prepare";
import {
  type ApprovalTenant,
  ask,
  askAndApprove,
  createApprovalTenant,
  createReadyDraft,
  forceState,
  newestApproval,
} from "@/lib/sending/test-approval";
import { approvalJobs } from "./jobs";
import { approveDelivery, startApproved } from "./mutations";
import { listApprovals } from "./queries";

const sent: { to: string; subject: string }[] = vi.hoisted(() => []);
vi.mock("@/lib/mail/account-mail", () => ({
  sendAccountMail: async (mail: (typeof sent)[number]) => void sent.push(mail),
}));

let tenant: ApprovalTenant;
const needed = { messageKey: "approvals.errors.needed" };
const refusedByDatabase = { cause: { constraint_name: "deliveries_approval" } };
const tomorrow = () => new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 86_400_000);
const now = (id: string) => ({ id, version: null, mode: "now" as const });
const stateOf = async (id: string) => (await getDelivery(tenant.ctx, id)).state;
const inTenant = <T>(work: (tx: Transaction) => Promise<T>) => transaction(tenant.ctx, work);
const changeDelivery = (id: string, change: Partial<typeof deliveries.$inferInsert>) =>
  inTenant((tx) => tx.update(deliveries).set(change).where(eq(deliveries.id, id)));
const job = () => contextForJob(tenant.tenantId, "sending");
/** The worker comes to a delivery whose time has come. */
async function workerStarts(id: string): Promise<string> {
  await prepareNext(job(), id);
  return stateOf(id);
}
const changeSender = (name: string) =>
  inTenant((tx) => tx.update(senders).set({ name }).where(eq(senders.id, tenant.senderId)));

beforeEach(async () => {
  tenant = await createApprovalTenant(1);
});

describe("without an approval nothing leaves", () => {
  it("by the screen, at once or at a time or at the best hours", async () => {
    const id = await createReadyDraft(tenant);
    const { ctx } = tenant;
    await expect(scheduleDelivery(ctx, now(id))).rejects.toMatchObject(needed);
    const at = tomorrow();
    const planned = { id, version: null, at };
    await expect(scheduleDelivery(ctx, { ...planned, mode: "at" })).rejects.toMatchObject(needed);
    await expect(
      scheduleDelivery(ctx, { ...planned, mode: "best", until: null }),
    ).rejects.toMatchObject(needed);
    await ask(tenant, id);
    await expect(scheduleDelivery(ctx, now(id))).rejects.toMatchObject(needed);
    expect(await stateOf(id)).toBe("draft");
  });

  it("by a resend to those who did not get it, of which not even a draft is left", async () => {
    const { ctx } = tenant;
    const id = await createReadyDraft(tenant);
    await askAndApprove(tenant, id);
    await scheduleDelivery(ctx, now(id));
    await changeDelivery(id, { state: "cancelled", finishedAt: new Date() });
    const input = { id, kinds: ["cancelled" as const] };
    const before = await inTenant((tx) => tx.$count(deliveries));
    await inTenant((tx) =>
      tx.execute(sql`insert into batches (tenant_id, delivery_id, batch_no, state, audience, cancelled)
        values (${tenant.tenantId}, ${id}, 1, 'done', 1, 1)`),
    );
    await inTenant((tx) =>
      tx.execute(sql`insert into recipients (tenant_id, delivery_id, batch_no, address_id, email, state)
        select tenant_id, ${id}::uuid, 1, id, email, 'cancelled' from addresses where tenant_id = ${tenant.tenantId} limit 1`),
    );
    await expect(createResend(ctx, { ...input, isNow: true })).rejects.toMatchObject(needed);
    expect(await inTenant((tx) => tx.$count(deliveries))).toBe(before);
    const draft = await createResend(ctx, { ...input, isNow: false });
    expect(await stateOf(draft.id)).toBe("draft");
  });

  it.each(["scheduled", "preparing", "sending"])(
    "by a statement that makes it %s",
    async (state) => {
      const id = await createReadyDraft(tenant);
      await expect(forceState(tenant, id, state)).rejects.toMatchObject(refusedByDatabase);
      const insert = inTenant((tx) =>
        tx.execute(
          sql`insert into deliveries (tenant_id, name, state) values (${tenant.tenantId}, 'x', ${state})`,
        ),
      );
      await expect(insert).rejects.toMatchObject(refusedByDatabase);
    },
  );

  it("by writing into the row that it needs none, or that it has gone before", async () => {
    const id = await createReadyDraft(tenant);
    const forced = { state: "scheduled" as const, scheduledAt: new Date() };
    await expect(changeDelivery(id, { ...forced, isApprovalWaived: true })).rejects.toMatchObject(
      refusedByDatabase,
    );
    await changeDelivery(id, { isApprovalWaived: true });
    await expect(changeDelivery(id, forced)).rejects.toMatchObject(refusedByDatabase);
  });
});

describe("an approval lets go what was approved", () => {
  it("at once, by whoever may send, or together with the approval", async () => {
    const { ctx, approver } = tenant;
    const one = await createReadyDraft(tenant);
    const approvalId = await askAndApprove(tenant, one);
    await expect(startApproved(tenant.author, { id: one, approvalId })).rejects.toMatchObject({
      code: "not_permitted",
    });
    await startApproved(ctx, { id: one, approvalId });
    expect(await workerStarts(one)).toBe("preparing");
    const other = await createReadyDraft(tenant);
    const asked = await ask(tenant, other);
    await approveDelivery(approver, { id: other, approvalId: asked, isStarted: true });
    expect(await stateOf(other)).toBe("scheduled");
    expect(await workerStarts(other)).toBe("preparing");
  });

  it("at the time that was approved and at no other, also after it was taken back", async () => {
    const { ctx } = tenant;
    const id = await createReadyDraft(tenant);
    const at = tomorrow();
    const approvalId = await askAndApprove(tenant, id, { mode: "at", at });
    await expect(scheduleDelivery(ctx, now(id))).rejects.toMatchObject(needed);
    const later = new Date(at.getTime() + 60_000);
    const schedule = (when: Date) =>
      scheduleDelivery(ctx, { id, version: null, mode: "at", at: when });
    await expect(schedule(later)).rejects.toMatchObject(needed);
    const best = { id, version: null, mode: "best" as const, at, until: null };
    await expect(scheduleDelivery(ctx, best)).rejects.toMatchObject(needed);
    await schedule(at);
    await unscheduleDelivery(ctx, { id });
    await startApproved(ctx, { id, approvalId });
    expect(await getDelivery(ctx, id)).toMatchObject({ state: "scheduled", scheduledAt: at });
  });
});

/** One change of each thing that decides what is sent and to whom. */
const changes: [string, (id: string) => Promise<unknown>][] = [
  ["subject", (id) => changeDelivery(id, { subject: "別の件名" })],
  ["content", (id) => changeDelivery(id, { html: "<p>別の本文</p>" })],
  ["audience", (id) => changeDelivery(id, { audience: { kind: "everyone", needsConsent: false } })],
  ["options", (id) => changeDelivery(id, { tracks: false })],
  ["canary", (id) => changeDelivery(id, { isCanary: true })],
  ["sender's name", () => changeSender("別の差出人")],
  [
    "legal footer",
    () =>
      inTenant((tx) =>
        tx
          .update(tenants)
          .set({ postalAddress: "大阪市北区1-1" })
          .where(eq(tenants.id, tenant.tenantId)),
      ),
  ],
];

describe("a change after the approval makes it void", () => {
  it.each(changes)("%s: it can no longer be scheduled", async (_, change) => {
    const id = await createReadyDraft(tenant);
    await askAndApprove(tenant, id);
    await change(id);
    await expect(scheduleDelivery(tenant.ctx, now(id))).rejects.toMatchObject(needed);
    const [approval] = await listApprovals(tenant.ctx, id);
    expect(approval?.isCurrent).toBe(false);
  });

  it.each(changes)("%s: what was asked for can no longer be approved", async (_, change) => {
    const id = await createReadyDraft(tenant);
    const approvalId = await ask(tenant, id);
    await change(id);
    const approve = approveDelivery(tenant.approver, { id, approvalId, isStarted: false });
    await expect(approve).rejects.toMatchObject({ code: "conflict" });
    expect((await newestApproval(tenant, id))?.state).not.toBe("approved");
  });

  it.each(changes)(
    "%s: what was scheduled does not start and is a draft again",
    async (_, change) => {
      const id = await createReadyDraft(tenant);
      await askAndApprove(tenant, id);
      await scheduleDelivery(tenant.ctx, now(id));
      await change(id);
      expect(await workerStarts(id)).toBe("draft");
      expect(await newestApproval(tenant, id)).toMatchObject({ state: "void" });
      expect((await getDelivery(tenant.ctx, id)).failure).toBe("approval");
      expect(await missedTold()).toEqual(
        expect.arrayContaining([tenant.author, tenant.approver].map(({ actor }) => actor.email)),
      );
    },
  );

  it("the conditions of its group: not those who fit them", async () => {
    const { tenantId, ctx } = tenant;
    const tagIds = [randomUUID(), randomUUID()];
    const groupId = randomUUID();
    const expression = (tagId: string | undefined) => ({ op: "tag", tagId });
    await inTenant(async (tx) => {
      await tx.insert(tags).values(tagIds.map((id, n) => ({ tenantId, id, name: `タグ${n}` })));
      await tx
        .insert(groups)
        .values({ tenantId, id: groupId, name: "会員", expression: expression(tagIds[0]) });
      await tx.execute(sql`insert into address_tags (tenant_id, tag_id, address_id)
        select tenant_id, ${tagIds[0]}::uuid, id from addresses where tenant_id = ${tenantId}`);
    });
    const id = await createReadyDraft(tenant, tenant.author, {
      audience: { kind: "group", groupId },
    });
    await askAndApprove(tenant, id);
    await inTenant((tx) =>
      tx.delete(addresses).where(and(eq(addresses.tenantId, tenantId), eq(addresses.name, "人1"))),
    );
    await scheduleDelivery(ctx, now(id));
    const change = (tagId: string | undefined) =>
      inTenant((tx) =>
        tx
          .update(groups)
          .set({ expression: expression(tagId) })
          .where(eq(groups.id, groupId)),
      );
    await change(tagIds[1]);
    expect(await workerStarts(id)).toBe("draft");
    await change(tagIds[0]);
    await askAndApprove(tenant, id);
    await scheduleDelivery(ctx, now(id));
    expect(await workerStarts(id)).toBe("preparing");
    // From its start on the group's conditions are settled.
    await change(tagIds[1]);
    expect(await prepareNext(job(), id)).toBe("ready");
    expect(
      await inTenant((tx) => tx.execute(sql`select from recipients where delivery_id = ${id}`)),
    ).toHaveLength(2);
  });
});

/** Whom the worker's mails about a start that was refused reach. */
async function missedTold(): Promise<string[]> {
  const rows = await inTenant((tx) =>
    tx.execute<{ payload: unknown }>(sql`
      delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = 'approvals.tell-missed'
        and j.payload ->> 'tenantId' = ${tenant.tenantId} returning j.payload as payload`),
  );
  sent.length = 0;
  const tell = approvalJobs["approvals.tell-missed"]("approvals.tell-missed");
  for (const { payload } of rows) await tell(payload, { attempt: 1, jobId: randomUUID() });
  return sent.map(({ to }) => to).sort();
}

/** Holds a transaction open after its work until it is let go. */
async function held(ctx: TenantContext, work: (tx: Transaction) => Promise<unknown>) {
  let release = () => {};
  const isReleased = new Promise<void>((resolve) => {
    release = resolve;
  });
  let done: Promise<unknown> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    done = transaction(ctx, async (tx) => {
      await work(tx);
      resolve();
      await isReleased;
    });
    done.catch(reject);
  });
  return { release: () => release(), done };
}

describe("at the same moment", () => {
  it("a change that is not committed yet holds an approval up, which then does not go through", async () => {
    const id = await createReadyDraft(tenant);
    const approvalId = await ask(tenant, id);
    const change = await held(tenant.ctx, (tx) =>
      tx.update(deliveries).set({ html: "<p>すり替え</p>" }).where(eq(deliveries.id, id)),
    );
    const approval = approveDelivery(tenant.approver, { id, approvalId, isStarted: true });
    const refused = expect(approval).rejects.toMatchObject({ code: "conflict" });
    change.release();
    await change.done;
    await refused;
    expect(await stateOf(id)).toBe("draft");
    expect(await newestApproval(tenant, id)).toMatchObject({ state: "void" });
  });

  it("a change that comes while the approval is being given waits for it and makes it void", async () => {
    const id = await createReadyDraft(tenant);
    await ask(tenant, id);
    const approval = await held(tenant.approver, (tx) =>
      tx.execute(sql`update delivery_approvals set state = 'approved' where delivery_id = ${id}`),
    );
    const change = changeDelivery(id, { html: "<p>すり替え</p>" });
    approval.release();
    await approval.done;
    await change;
    expect(await newestApproval(tenant, id)).toMatchObject({ state: "void" });
    await expect(scheduleDelivery(tenant.ctx, now(id))).rejects.toMatchObject(needed);
  });

  it("a change of the sender that slips in between approval and start stops the start", async () => {
    const id = await createReadyDraft(tenant);
    const approvalId = await ask(tenant, id);
    const change = await held(tenant.ctx, (tx) =>
      tx.update(senders).set({ email: "other@example.jp" }).where(eq(senders.id, tenant.senderId)),
    );
    await approveDelivery(tenant.approver, { id, approvalId, isStarted: false });
    change.release();
    await change.done;
    await expect(startApproved(tenant.ctx, { id, approvalId })).rejects.toMatchObject(needed);
  });
});

describe("the rule", () => {
  it("from a number of recipients on counts when it is scheduled and again at the start", async () => {
    const { ctx, tenantId } = tenant;
    await updateApprovalRule(ctx, { approvalFrom: 4 });
    const id = await createReadyDraft(tenant);
    await scheduleDelivery(ctx, { id, version: null, mode: "now" });
    await inTenant((tx) => tx.insert(addresses).values({ tenantId, email: "one-more@example.jp" }));
    expect(await workerStarts(id)).toBe("draft");
    expect(await missedTold()).toEqual([tenant.author.actor.email]);
    await expect(scheduleDelivery(ctx, now(id))).rejects.toMatchObject(needed);
    await expect(forceState(tenant, id, "scheduled")).rejects.toMatchObject(refusedByDatabase);
    await updateApprovalRule(ctx, { approvalFrom: 5 });
    await scheduleDelivery(ctx, now(id));
    expect(await workerStarts(id)).toBe("preparing");
  });

  it("that is switched on leaves what is scheduled as it is, until it is taken back", async () => {
    const { ctx } = tenant;
    await updateApprovalRule(ctx, { approvalFrom: null });
    const [goes, returns] = [await createReadyDraft(tenant), await createReadyDraft(tenant)];
    await scheduleDelivery(ctx, now(goes));
    await scheduleDelivery(ctx, { id: returns, version: null, mode: "at", at: tomorrow() });
    expect(await countScheduledUnapproved(ctx)).toBe(2);
    await updateApprovalRule(ctx, { approvalFrom: 1 });
    expect(await workerStarts(goes)).toBe("preparing");
    await unscheduleDelivery(ctx, { id: returns });
    await expect(scheduleDelivery(ctx, now(returns))).rejects.toMatchObject(needed);
  });

  it("switched off lets everything go as before", async () => {
    await updateApprovalRule(tenant.ctx, { approvalFrom: null });
    const id = await createReadyDraft(tenant);
    await scheduleDelivery(tenant.ctx, now(id));
    expect(await workerStarts(id)).toBe("preparing");
  });
});
