import { contextForJob } from "@/lib/auth/context";
import { getEmailChange } from "@/lib/email-changes/queries";
import { type TellEmailChangeInput, tellEmailChangeSchema } from "@/lib/email-changes/schema";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { job } from "@/lib/queue/job";
import { findMailAccount } from "@/lib/sign-in/queries";
import { emailChangeOutcomeMail } from "./email";

async function tellEmailChange(input: TellEmailChangeInput): Promise<void> {
  const { tenantId, changeId, side, outcome, locale } = input;
  const ctx = contextForJob(tenantId, "email-changes.tell");
  const change = await getEmailChange(ctx, changeId);
  const account = change && (await findMailAccount(ctx, change.userId));
  if (!account) return;
  const mail = await emailChangeOutcomeMail(locale, { outcome, side }, { ...account, ...change });
  await sendAccountMail({
    ...mail,
    to: side === "old" ? change.oldEmail : change.newEmail,
    idempotencyKey: `email-change:${changeId}:${outcome}:${side}`,
  });
}

export const emailConfirmationJobs = {
  "email-changes.tell": job(tellEmailChangeSchema, tellEmailChange),
};
