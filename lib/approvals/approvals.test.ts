import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { tags } from "@/db/schema/addresses";
import { users } from "@/db/schema/users";
import { createTestTenant } from "@/db/testing";
import { readTransaction, transaction } from "@/db/transaction";
import { updateApprovalRule } from "@/lib/approval-settings/mutations";
import { approvalRuleSchema } from "@/lib/approval-settings/schema";
import type { TenantContext } from "@/lib/auth/context";
import { deleteDelivery, updateDelivery } from "@/lib/deliveries/mutations";
import { countDeliveries, getDelivery, listDeliveries } from "@/lib/deliveries/queries";
import { updateDeliveryOptions } from "@/lib/delivery-options/mutations";
import {
  type ApprovalTenant,
  ask,
  askAndApprove,
  createApprovalTenant,
  createReadyDraft,
  draftContent,
  newestApproval,
} from "@/lib/sending/test-approval";
import { approvalJobs } from "./jobs";
import { approveDelivery, requestApproval, returnDelivery, withdrawApproval } from "./mutations";
import { listAllApprovals, listApprovals, listWaiting } from "./queries";

type Sent = { to: string; subject: string };
const sent: Sent[] = vi.hoisted(() => []);
vi.mock("@/lib/mail/account-mail", () => ({
  sendAccountMail: async (mail: Sent) => void sent.push(mail),
}));

let tenant: ApprovalTenant;

/** Whom the mails that wait now would reach. */
async function told(): Promise<string[]> {
  const rows = await transaction(tenant.ctx, (tx) =>
    tx.execute<{ payload: unknown }>(sql`
      delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = 'approvals.tell'
        and j.payload ->> 'tenantId' = ${tenant.tenantId} returning j.payload as payload`),
  );
  sent.length = 0;
  for (const { payload } of rows)
    await approvalJobs["approvals.tell"]("approvals.tell")(payload, {
      attempt: 1,
      jobId: randomUUID(),
    });
  return sent.map(({ to }) => to).sort();
}

const emailOf = ({ actor }: TenantContext) => actor.email ?? "";
const write = (ctx: TenantContext, id: string) =>
  updateDelivery(ctx, { ...draftContent(tenant.senderId), text: "変更", id, version: null });
const auditOf = (id: string) =>
  readTransaction(tenant.ctx, (tx) =>
    tx.execute<{ action: string; details: Record<string, unknown> }>(sql`
      select action, details from audit_entries where target_id = ${id} order by at, id`),
  );

beforeEach(async () => {
  tenant = await createApprovalTenant(1);
});

describe("an approval", () => {
  it("is asked for, given back with a reason, mended, asked for again and given; its history stays", async () => {
    const { author, approver, ctx } = tenant;
    const id = await createReadyDraft(tenant);
    const first = await ask(tenant, id);
    expect(await told()).toEqual([emailOf(approver), emailOf(ctx)].sort());
    expect(sent[0]?.subject).toContain("冬のご案内");
    expect(await listWaiting(approver)).toMatchObject({ count: 1, approvals: [{ id: first }] });
    expect((await listWaiting(author)).count).toBe(0);

    await returnDelivery(approver, { id, approvalId: first, reason: "件名を直してください" });
    expect(await told()).toEqual([emailOf(author)]);
    expect((await listWaiting(approver)).count).toBe(0);

    await write(author, id);
    const second = await ask(tenant, id);
    await told();
    await approveDelivery(approver, { id, approvalId: second, isStarted: false });
    expect(await told()).toEqual([emailOf(author)]);
    expect(await listApprovals(author, id)).toMatchObject([
      { state: "approved", isCurrent: true, decidedBy: approver.actor.id, isSole: false },
      {
        state: "returned",
        isCurrent: false,
        reason: "件名を直してください",
        note: "ご確認ください",
      },
    ]);
    const [oldest = null] = await listAllApprovals(ctx, null, 1);
    expect(oldest).toMatchObject({ id: first, deliveryName: "冬のご案内", state: "returned" });
    expect(await listAllApprovals(ctx, oldest, 10)).toMatchObject([{ id: second }]);
    const actions = (await auditOf(id)).map(({ action }) => action);
    expect(actions.filter((action) => /approv/.test(action))).toEqual([
      "delivery.approvalRequested",
      "delivery.approvalReturned",
      "delivery.approvalRequested",
      "delivery.approved",
    ]);
  });

  it("keeps the delivery as it is until it is withdrawn, and shows in the lists", async () => {
    const { author } = tenant;
    const id = await createReadyDraft(tenant);
    const approvalId = await ask(tenant, id);
    const locked = { messageKey: "approvals.errors.locked" };
    await expect(write(author, id)).rejects.toMatchObject(locked);
    const options = { tracks: false, hasWebVersion: false, isCanary: false, utmCampaign: "" };
    await expect(updateDeliveryOptions(author, { id, ...options })).rejects.toMatchObject(locked);
    await expect(ask(tenant, id)).rejects.toMatchObject(locked);
    expect((await countDeliveries(author)).approval).toBe(1);
    const { deliveries } = await listDeliveries(author, { tab: "approval", q: "" });
    expect(deliveries).toMatchObject([{ id, approval: "requested" }]);
    await withdrawApproval(author, { id, approvalId });
    await write(author, id);
    expect((await countDeliveries(author)).approval).toBe(0);
    await deleteDelivery(author, { id });
  });

  it("is not asked for what could not be sent, nor where the rule is off", async () => {
    const { author, ctx } = tenant;
    const empty = await createReadyDraft(tenant, author, { subject: "" });
    await expect(ask(tenant, empty)).rejects.toMatchObject({
      messageKey: "deliveries.errors.hasProblems",
    });
    const id = await createReadyDraft(tenant);
    const past = { mode: "at" as const, at: new Date(Date.now() - 1_000) };
    await expect(ask(tenant, id, author, past)).rejects.toMatchObject({
      details: { fieldErrors: { at: ["validation.mustBeFuture"] } },
    });
    await updateApprovalRule(ctx, { approvalFrom: null });
    await expect(ask(tenant, id)).rejects.toMatchObject({
      messageKey: "approvals.errors.notNeeded",
    });
  });

  it("is decided once by two approvers at the same time", async () => {
    const id = await createReadyDraft(tenant);
    const approvalId = await ask(tenant, id);
    const results = await Promise.allSettled([
      approveDelivery(tenant.approver, { id, approvalId, isStarted: false }),
      returnDelivery(tenant.ctx, { id, approvalId, reason: "待ってください" }),
    ]);
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = results.find((result) => result.status === "rejected");
    expect(refused?.reason).toMatchObject({ messageKey: "approvals.errors.movedOn" });
    expect(await listApprovals(tenant.ctx, id)).toHaveLength(1);
  });

  it("of a later request is another one: what was not seen is not approved", async () => {
    const id = await createReadyDraft(tenant);
    const seen = await ask(tenant, id);
    await withdrawApproval(tenant.author, { id, approvalId: seen });
    await write(tenant.author, id);
    await ask(tenant, id);
    const late = approveDelivery(tenant.approver, { id, approvalId: seen, isStarted: false });
    await expect(late).rejects.toMatchObject({ messageKey: "approvals.errors.movedOn" });
  });
});

describe("four eyes", () => {
  const own = { messageKey: "approvals.errors.own" };

  it("neither who asked nor who last changed the delivery approves it", async () => {
    const { author, approver, ctx } = tenant;
    const written = await createReadyDraft(tenant, approver);
    const byWriter = await ask(tenant, written, author);
    const approve = (who: TenantContext, id: string, approvalId: string) =>
      approveDelivery(who, { id, approvalId, isStarted: false });
    await expect(approve(approver, written, byWriter)).rejects.toMatchObject(own);
    const asked = await createReadyDraft(tenant);
    const byAsker = await ask(tenant, asked, approver);
    await expect(approve(approver, asked, byAsker)).rejects.toMatchObject(own);
    await approve(ctx, written, byWriter);
    await approve(ctx, asked, byAsker);
    expect(await newestApproval(tenant, asked)).toMatchObject({ decidedBy: ctx.actor.id });
  });

  it("holds in the database as well, whoever writes the row", async () => {
    const { approver } = tenant;
    const id = await createReadyDraft(tenant);
    await ask(tenant, id, approver);
    const force = (ctx: TenantContext, change: string) =>
      transaction(ctx, (tx) =>
        tx.execute(sql`update delivery_approvals set ${sql.raw(change)} where delivery_id = ${id}`),
      );
    const fourEyes = { cause: { constraint_name: "delivery_approvals_four_eyes" } };
    const otherId = tenant.author.actor.id;
    await expect(
      force(approver, `state = 'approved', decided_by = '${otherId}'`),
    ).rejects.toMatchObject(fourEyes);
    await expect(force(approver, "state = 'approved', is_sole = true")).rejects.toMatchObject(
      fourEyes,
    );
    const kept = { cause: { constraint_name: "delivery_approvals_kept" } };
    await expect(force(approver, "requested_by = null")).rejects.toMatchObject(kept);
    await expect(force(approver, "fingerprint = 'x'")).rejects.toMatchObject(kept);
  });

  it("the master account alone approves its own delivery, which is recorded as such", async () => {
    const { ctx, approver, tenantId } = tenant;
    await transaction(ctx, (tx) =>
      tx
        .update(users)
        .set({ state: "deactivated" })
        .where(eq(users.id, approver.actor.id ?? "")),
    );
    const id = await createReadyDraft(tenant, ctx);
    const approvalId = await ask(tenant, id, ctx);
    expect((await listWaiting(ctx)).count).toBe(1);
    await approveDelivery(ctx, { id, approvalId, isStarted: false });
    expect(await newestApproval(tenant, id)).toMatchObject({ isSole: true, tenantId });
    await tenant.contextFor("manager");
    const second = await createReadyDraft(tenant, ctx);
    const approve = { id: second, approvalId: await ask(tenant, second, ctx), isStarted: false };
    await expect(approveDelivery(ctx, approve)).rejects.toMatchObject(own);
  });

  it("nobody is asked in vain, and whoever may not approve cannot", async () => {
    const { ctx, approver, author } = tenant;
    const id = await createReadyDraft(tenant, approver);
    await expect(ask(tenant, id, ctx)).rejects.toMatchObject({
      messageKey: "approvals.errors.nobody",
    });
    const approvalId = await ask(tenant, id, author);
    const input = { id, approvalId, isStarted: false };
    await expect(approveDelivery(author, input)).rejects.toMatchObject({ code: "not_permitted" });
    const viewer = await tenant.contextFor("viewer");
    await expect(
      requestApproval(viewer, { id, version: null, note: "", locale: "ja", mode: "now" }),
    ).rejects.toMatchObject({ code: "not_permitted" });
    const mayOnlyApprove = await tenant.contextFor("viewer", { granted: ["deliveries:approve"] });
    await expect(
      approveDelivery(mayOnlyApprove, { ...input, isStarted: true }),
    ).rejects.toMatchObject({ code: "not_permitted" });
    await approveDelivery(mayOnlyApprove, input);
    expect((await getDelivery(ctx, id)).state).toBe("draft");
  });

  it("an approver limited to tags decides on deliveries of those tags alone", async () => {
    const { ctx, tenantId } = tenant;
    const [tag] = await transaction(ctx, (tx) =>
      tx.insert(tags).values({ tenantId, name: "東京" }).returning(),
    );
    const limited = await tenant.contextFor("manager", { tagIds: [tag?.id ?? ""] });
    const id = await createReadyDraft(tenant);
    const approvalId = await ask(tenant, id);
    expect(await told()).not.toContain(emailOf(limited));
    expect((await listWaiting(limited)).count).toBe(0);
    await expect(
      approveDelivery(limited, { id, approvalId, isStarted: false }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});

it("does not find another tenant's delivery or request", async () => {
  const id = await createReadyDraft(tenant);
  const approvalId = await ask(tenant, id);
  const stranger = (await createTestTenant()).ctx;
  const target = { id, approvalId };
  for (const attempt of [
    () => approveDelivery(stranger, { ...target, isStarted: false }),
    () => returnDelivery(stranger, { ...target, reason: "x" }),
    () => withdrawApproval(stranger, target),
    () => requestApproval(stranger, { id, version: null, note: "", locale: "ja", mode: "now" }),
  ])
    await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
  expect(await listApprovals(stranger, id)).toEqual([]);
  expect((await listWaiting(stranger)).count).toBe(0);
  expect(await newestApproval(tenant, id)).toMatchObject({ state: "requested" });
});

it("the rule is kept for each tenant, and only whoever changes settings changes it", async () => {
  const rule = (name: string, recipients = "100") =>
    approvalRuleSchema.safeParse({ rule: name, recipients });
  expect(rule("never").data).toEqual({ approvalFrom: null });
  expect(rule("always", "").data).toEqual({ approvalFrom: 1 });
  expect(rule("from", "１,０００").data).toEqual({ approvalFrom: 1_000 });
  for (const wrong of ["", "1", "0", "-5", "2.5", "1e9", "abc"])
    expect(rule("from", wrong).success).toBe(false);
  await expect(updateApprovalRule(tenant.author, { approvalFrom: null })).rejects.toMatchObject({
    code: "not_permitted",
  });
  await askAndApprove(tenant, await createReadyDraft(tenant));
});
