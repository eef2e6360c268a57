import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { signupForms } from "@/db/schema/signup-forms";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, contextForJob, type TenantContext } from "@/lib/auth/context";
import { forgive, throttle } from "@/lib/auth/throttle";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import type { ReadMailInput } from "@/lib/inbound-mails/schema";
import { log } from "@/lib/log";
import { fetchReceivedMail } from "@/lib/mail/received-mail";
import { requestSignup } from "@/lib/signup-requests/mutations";
import { perForm } from "@/lib/signup-requests/rules";
import { recipientActor } from "@/lib/unsubscribe/rules";
import { findFormByMailKey } from "./queries";
import { mailKeyOf, newMailKey, readSignupMail } from "./rules";
import type { SignupMailInput } from "./schema";

/** Gives a form an address for empty mail, a new one each time. Throws `unavailable` where the service takes no mail. */
export async function openSignupMail(
  ctx: TenantContext,
  { formId }: SignupMailInput,
): Promise<void> {
  authorize(ctx, "addresses:write");
  if (!env().INBOUND_DOMAIN) throw new AppError("unavailable");
  await setMailKey(ctx, formId, newMailKey());
}

/** Mail to the address that the form had signs nobody up any more. */
export async function closeSignupMail(
  ctx: TenantContext,
  { formId }: SignupMailInput,
): Promise<void> {
  authorize(ctx, "addresses:write");
  await setMailKey(ctx, formId, null);
}

async function setMailKey(ctx: TenantContext, formId: string, mailKey: string | null) {
  if (ctx.tagScope) throw new AppError("not_permitted", "signupForms.errors.limited");
  const own = and(eq(signupForms.tenantId, ctx.tenantId), eq(signupForms.id, formId));
  await transaction(ctx, async (tx) => {
    const [before] = await tx
      .select({ name: signupForms.name, mailAddress: signupForms.mailKey })
      .from(signupForms)
      .where(own)
      .for("update");
    if (!before) throw notFound();
    await tx.update(signupForms).set({ mailKey, updatedAt: sql`now()` }).where(own);
    await recordAudit(tx, ctx, {
      action: "signup_form.mail_changed",
      targetType: "signup_form",
      targetId: formId,
      details: { before, after: { ...before, mailAddress: mailKey } },
    });
  });
}

const oncePerMail = { most: 1, windowSeconds: 86_400 };

/**
 * Starts a sign-up for whoever has sent a mail to a form's address: the mail with the link that confirms it goes to
 * them. Mail of programs, of senders that others pretend to be, and of too many has no effect; nobody is answered then.
 */
export async function signUpByMail({ emailId, localPart }: ReadMailInput): Promise<void> {
  const key = mailKeyOf(localPart);
  const form = key && (await findFormByMailKey(key));
  const mail = form && (await fetchReceivedMail(emailId));
  if (!mail) return;
  const read = readSignupMail(mail);
  if ("refusal" in read) {
    log.info({ emailId, refusal: read.refusal }, "a mail signs nobody up");
    return;
  }
  const ctx = contextForJob(form.tenantId, recipientActor);
  await onceFor(emailId, async () => {
    await throttle("signup-form", form.formId, perForm);
    await requestSignup(ctx, { formId: form.formId, email: read.email });
  });
}

/** A mail that is announced twice counts once; what only failed is tried again, what was refused is not. */
async function onceFor(emailId: string, work: () => Promise<void>): Promise<void> {
  try {
    await throttle("signup-mail", emailId, oncePerMail);
    await work();
  } catch (error) {
    if (error instanceof AppError) {
      log.info({ emailId, reason: error.messageKey }, "a mail signs nobody up");
      return;
    }
    await forgive("signup-mail", emailId, oncePerMail);
    throw error;
  }
}
