import { contextForJob } from "@/lib/auth/context";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { job } from "@/lib/queue/job";
import { passwordChangedMail } from "./email";
import { enqueuePasswordResets, recordRefusal, sendPasswordReset } from "./mutations";
import { findMailAccount } from "./queries";
import {
  type AccountMailInput,
  accountMailSchema,
  refusalSchema,
  resetSearchSchema,
} from "./schema";

async function sendPasswordChanged(
  { tenantId, userId, locale }: AccountMailInput,
  jobId: string,
): Promise<void> {
  const account = await findMailAccount(
    contextForJob(tenantId, "users.send-password-changed"),
    userId,
  );
  if (!account) return;
  const mail = await passwordChangedMail(locale, account);
  await sendAccountMail({
    ...mail,
    to: account.email,
    idempotencyKey: `password-changed:${userId}:${jobId}`,
  });
}

export const signInJobs = {
  "sign-in.record-refusal": job(refusalSchema, recordRefusal),
  "sign-in.find-reset-accounts": job(resetSearchSchema, enqueuePasswordResets),
  "users.send-password-reset": job(accountMailSchema, (input) =>
    sendPasswordReset(contextForJob(input.tenantId, "users.send-password-reset"), input),
  ),
  "users.send-password-changed": job(accountMailSchema, (input, run) =>
    sendPasswordChanged(input, run.jobId),
  ),
};
