import { contextForJob } from "@/lib/auth/context";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { job } from "@/lib/queue/job";
import { findMailAccount } from "@/lib/sign-in/queries";
import { mastershipMail } from "./email";
import { endMastershipOffer } from "./mutations";
import { findOffer } from "./queries";
import { endMastershipOfferSchema, type MastershipMailInput, mastershipMailSchema } from "./schema";

async function tellOfMastership(input: MastershipMailInput): Promise<void> {
  const { tenantId, offerId, userId, kind, locale } = input;
  const ctx = contextForJob(tenantId, "mastership.tell");
  const offer = await findOffer(ctx, offerId);
  const account = offer && (await findMailAccount(ctx, userId));
  if (!account) return;
  const mail = await mastershipMail(locale, kind, account, offer);
  const idempotencyKey = `mastership:${offerId}:${kind}:${userId}`;
  await sendAccountMail({ ...mail, to: account.email, idempotencyKey });
}

export const mastershipJobs = {
  "mastership.tell": job(mastershipMailSchema, tellOfMastership),
  "mastership.end-offer": job(endMastershipOfferSchema, (input) =>
    endMastershipOffer(contextForJob(input.tenantId, "mastership.end-offer"), input),
  ),
};
