import { contextForJob } from "@/lib/auth/context";
import { getDelivery } from "@/lib/deliveries/queries";
import { unlessMissing } from "@/lib/errors";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { job } from "@/lib/queue/job";
import { findMailAccount } from "@/lib/sign-in/queries";
import { approvalMail, missedMail } from "./email";
import { findApproval } from "./queries";
import {
  type ApprovalMailInput,
  approvalMailSchema,
  type MissedMailInput,
  missedMailSchema,
} from "./schema";

/** What has been answered meanwhile is not told of any more, nor is anybody told who has left. */
async function tellOfApproval(input: ApprovalMailInput): Promise<void> {
  const { tenantId, approvalId, userId, kind, locale } = input;
  const ctx = contextForJob(tenantId, "approvals.tell");
  const approval = await findApproval(ctx, approvalId);
  const account = approval?.state === kind && (await findMailAccount(ctx, userId));
  if (!approval || !account || account.state !== "active") return;
  const mail = await approvalMail(locale, kind, account, approval);
  const idempotencyKey = `approval:${approvalId}:${kind}:${userId}`;
  await sendAccountMail({ ...mail, to: account.email, idempotencyKey });
}

async function tellOfMissed(input: MissedMailInput, jobId: string): Promise<void> {
  const { tenantId, deliveryId, userId, locale } = input;
  const ctx = contextForJob(tenantId, "approvals.tell-missed");
  const account = await findMailAccount(ctx, userId);
  const delivery = await unlessMissing(getDelivery(ctx, deliveryId));
  if (!delivery || account?.state !== "active") return;
  const mail = await missedMail(locale, account, delivery);
  const idempotencyKey = `approval-missed:${deliveryId}:${userId}:${jobId}`;
  await sendAccountMail({ ...mail, to: account.email, idempotencyKey });
}

export const approvalJobs = {
  "approvals.tell": job(approvalMailSchema, tellOfApproval),
  "approvals.tell-missed": job(missedMailSchema, (input, run) => tellOfMissed(input, run.jobId)),
};
