import { desc, eq, sql } from "drizzle-orm";
import { deliveries } from "@/db/schema/deliveries";
import { deliveryApprovals } from "@/db/schema/delivery-approvals";
import type { TestTenant } from "@/db/testing";
import { transaction } from "@/db/transaction";
import { updateApprovalRule } from "@/lib/approval-settings/mutations";
import { approveDelivery, requestApproval } from "@/lib/approvals/mutations";
import type { TenantContext } from "@/lib/auth/context";
import { createDelivery, updateDelivery } from "@/lib/deliveries/mutations";
import type { AudienceInput } from "@/lib/deliveries/schema";
import { createSender } from "@/lib/senders/mutations";
import { createAudience } from "./test-delivery";

export type ApprovalTenant = TestTenant & {
  author: TenantContext;
  approver: TenantContext;
  senderId: string;
};

/** Three addresses, an author, a manager who may approve, and the rule. */
export async function createApprovalTenant(approvalFrom: number | null): Promise<ApprovalTenant> {
  const tenant = await createAudience(3);
  const sender = { name: "本社", email: "info@example.jp", replyTo: null };
  const { id: senderId } = await createSender(tenant.ctx, sender);
  await updateApprovalRule(tenant.ctx, { approvalFrom });
  const author = await tenant.contextFor("author");
  const approver = await tenant.contextFor("manager");
  return { ...tenant, author, approver, senderId };
}

export const draftContent = (senderId: string) => ({
  name: "冬のご案内",
  senderId,
  subject: "ご案内",
  html: "<p>こんにちは</p>",
  text: "",
  audience: { kind: "everyone" } as AudienceInput,
});

type DraftChange = Partial<ReturnType<typeof draftContent>>;

/** A delivery that could leave, written by `writer`. */
export async function createReadyDraft(
  { senderId, author }: ApprovalTenant,
  writer: TenantContext = author,
  change: DraftChange = {},
): Promise<string> {
  const { id } = await createDelivery(writer, { name: "冬のご案内" });
  await updateDelivery(writer, { ...draftContent(senderId), ...change, id, version: null });
  return id;
}

/** Asks for an approval to send at once; returns the id of the request. */
export async function ask(
  tenant: ApprovalTenant,
  id: string,
  asker: TenantContext = tenant.author,
  when: { mode: "now" } | { mode: "at"; at: Date } = { mode: "now" },
): Promise<string> {
  await requestApproval(asker, {
    id,
    version: null,
    note: "ご確認ください",
    locale: "ja",
    ...when,
  });
  return (await newestApproval(tenant, id))?.id ?? "";
}

export async function askAndApprove(
  tenant: ApprovalTenant,
  id: string,
  when?: Parameters<typeof ask>[3],
): Promise<string> {
  const approvalId = await ask(tenant, id, tenant.author, when);
  await approveDelivery(tenant.approver, { id, approvalId, isStarted: false });
  return approvalId;
}

export async function newestApproval({ ctx }: TestTenant, deliveryId: string) {
  const [row] = await transaction(ctx, (tx) =>
    tx
      .select()
      .from(deliveryApprovals)
      .where(eq(deliveryApprovals.deliveryId, deliveryId))
      .orderBy(desc(deliveryApprovals.requestedAt))
      .limit(1),
  );
  return row;
}

/** Sets the delivery's state as any path could, past every mutation. */
export const forceState = ({ ctx, tenantId }: TestTenant, id: string, state: string) =>
  transaction(ctx, (tx) =>
    tx.execute(sql`update ${deliveries} set state = ${state}, scheduled_at = now()
      where tenant_id = ${tenantId} and id = ${id}`),
  );
