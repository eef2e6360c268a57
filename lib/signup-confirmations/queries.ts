import "server-only";
import { and, eq } from "drizzle-orm";
import { signupRequests } from "@/db/schema/signup-forms";
import { readTransaction } from "@/db/transaction";
import { contextForJob, type TenantContext } from "@/lib/auth/context";
import { getSignupForm, type SignupForm } from "@/lib/signup-forms/queries";
import { findSignupFrame } from "@/lib/signup-frames/queries";
import { readSender, type SignupSender } from "@/lib/signup-requests/queries";
import { confirmationHash } from "@/lib/signup-requests/rules";
import { maskEmail, recipientActor } from "@/lib/unsubscribe/rules";

export type Confirmation = {
  state: "open" | "confirmed" | "ended";
  form: Pick<SignupForm, "id" | "title" | "completionMessage">;
  sender: SignupSender;
  /** Masked except in its ends: whoever holds a forwarded mail need not learn the address. */
  email: string;
  consentWording: string;
};

/** What a mailed link leads to; null where it was not made here or what it confirmed has been forgotten. */
export async function findConfirmation(
  formId: string,
  token: string,
): Promise<Confirmation | null> {
  const frame = await findSignupFrame(formId);
  const tokenHash = confirmationHash(token);
  if (!frame || !tokenHash) return null;
  const ctx = contextForJob(frame.tenantId, recipientActor);
  return readTransaction(ctx, async (tx, inner) => {
    const [request] = await tx
      .select()
      .from(signupRequests)
      .where(requestCondition(inner, formId, tokenHash));
    if (!request) return null;
    const isExpired = request.expiresAt <= new Date();
    return {
      state: request.confirmedAt ? "confirmed" : isExpired ? "ended" : "open",
      form: await getSignupForm(inner, formId),
      sender: await readSender(tx, inner),
      email: maskEmail(request.email),
      consentWording: request.consentWording,
    };
  });
}

export const requestCondition = ({ tenantId }: TenantContext, formId: string, tokenHash: string) =>
  and(
    eq(signupRequests.tenantId, tenantId),
    eq(signupRequests.formId, formId),
    eq(signupRequests.tokenHash, tokenHash),
  );
