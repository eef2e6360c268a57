import { contextForJob } from "@/lib/auth/context";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { job } from "@/lib/queue/job";
import { findMailAccount } from "@/lib/sign-in/queries";
import { networkMail } from "./email";
import { sendNetworkRecovery } from "./mutations";
import { type NetworkMailInput, networkMailSchema } from "./schema";

async function tellRecovered(
  { tenantId, userId, ip, locale }: NetworkMailInput,
  jobId: string,
): Promise<void> {
  const account = await findMailAccount(contextForJob(tenantId, "networks.tell-recovered"), userId);
  if (!account) return;
  const mail = await networkMail(locale, "recovered", { ...account, ip });
  const idempotencyKey = `network-recovered:${userId}:${jobId}`;
  await sendAccountMail({ ...mail, to: account.email, idempotencyKey });
}

export const networkJobs = {
  "networks.send-recovery": job(networkMailSchema, (input) =>
    sendNetworkRecovery(contextForJob(input.tenantId, "networks.send-recovery"), input),
  ),
  "networks.tell-recovered": job(networkMailSchema, (input, run) =>
    tellRecovered(input, run.jobId),
  ),
};
