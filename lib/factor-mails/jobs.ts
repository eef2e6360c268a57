import { contextForJob } from "@/lib/auth/context";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { job } from "@/lib/queue/job";
import { findMailAccount } from "@/lib/sign-in/queries";
import { factorMail } from "./email";
import { type FactorMailInput, factorMailSchema } from "./schema";

async function sendFactorMail(input: FactorMailInput, jobId: string): Promise<void> {
  const { tenantId, userId, kind, locale } = input;
  const account = await findMailAccount(contextForJob(tenantId, "factors.send-mail"), userId);
  if (!account) return;
  const mail = await factorMail(locale, kind, account);
  await sendAccountMail({
    ...mail,
    to: account.email,
    idempotencyKey: `factor:${kind}:${userId}:${jobId}`,
  });
}

export const factorMailJobs = {
  "factors.send-mail": job(factorMailSchema, (input, run) => sendFactorMail(input, run.jobId)),
};
