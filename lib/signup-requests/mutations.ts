import "server-only";
import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { type SignupAttributeValues, signupForms, signupRequests } from "@/db/schema/signup-forms";
import { readTransaction, transaction } from "@/db/transaction";
import { listAttributes } from "@/lib/attributes/queries";
import { authorize, type RequestInfo, type TenantContext } from "@/lib/auth/context";
import { type Limit, throttle } from "@/lib/auth/throttle";
import { AppError } from "@/lib/errors";
import { sendAccountMail, serviceAddress } from "@/lib/mail/account-mail";
import { enqueue } from "@/lib/queue/enqueue";
import { namedAddress, wireAddress } from "@/lib/sending/wire-address";
import { getSignupForm, type SignupForm } from "@/lib/signup-forms/queries";
import type { SignupFormState } from "@/lib/signup-forms/rules";
import { networkOf } from "@/lib/suspicions/rules";
import { hashToken } from "@/lib/tokens";
import { signupConfirmationMail } from "./email";
import { contextForForm, findMailable, readChoosable, stateOf } from "./queries";
import {
  confirmationToken,
  mailsPerAddress,
  mailsPerForm,
  perForm,
  perNetwork,
  readEntered,
  requestLifetimeMs,
  startedProblem,
} from "./rules";
import type { SignupJobInput, SubmitSignupInput } from "./schema";

/** Throws `unavailable` where a form takes no sign-ups. */
export function demandOpen(state: SignupFormState): void {
  if (state !== "open") throw new AppError("unavailable", `signupRequests.errors.${state}`);
}

/** Takes what somebody entered in a form's page. The answer is the same whether or not the address is known. */
export async function submitSignup(request: RequestInfo, input: SubmitSignupInput): Promise<void> {
  const ctx: TenantContext = { ...(await contextForForm(input.formId)), request };
  const form = await getSignupForm(ctx, input.formId);
  // A machine that fills in everything is told that it was right.
  if (input.website !== "") return;
  const problem = startedProblem(form, input.started);
  if (problem) throw new AppError("invalid", `signupRequests.errors.${problem}`);
  await throttle("signup-network", networkOf(request.ip) ?? "", perNetwork);
  await throttle("signup-form", form.id, perForm);
  await transaction(ctx, async (_tx, inner) => {
    const definitions = await listAttributes(inner, "address");
    const { name, values, fieldErrors } = readEntered(form, definitions, input);
    if (Object.keys(fieldErrors).length > 0)
      throw new AppError("invalid", "invalid", { fieldErrors });
    const { formId, email, tagIds } = input;
    await requestSignup(inner, { formId, email, name, values, tagIds });
  });
}

export type SignupInput = {
  formId: string;
  /** As `normalizeEmail` spells it. */
  email: string;
  name?: string;
  /** Stored values by the attribute's id. */
  values?: SignupAttributeValues;
  /** Chosen by the person; those that the form does not offer are left out. */
  tagIds?: string[];
};

/**
 * Starts a sign-up for an address: keeps it for 48 hours and has the mail with the link sent that confirms it. Does
 * nothing, and says nothing, once the address has got as many such mails as it may. Throws `unavailable` where the
 * form takes none.
 */
export async function requestSignup(ctx: TenantContext, input: SignupInput): Promise<void> {
  authorize(ctx, "addresses:write");
  await transaction(ctx, async (tx, inner) => {
    const form = await getSignupForm(inner, input.formId);
    demandOpen(await stateOf(tx, inner, form));
    if (!(await mayBeMailed(form.id, input.email))) return;
    await keepRequest(tx, inner, form, input);
  });
}

/** Counts this mail; false once there were too many, so that nobody floods a stranger's mailbox from our forms. */
async function mayBeMailed(formId: string, email: string): Promise<boolean> {
  const isWithin = (kind: string, key: string, limit: Limit) =>
    throttle(kind, key, limit).then(
      () => true,
      (error) => {
        if (error instanceof AppError && error.code === "throttled") return false;
        throw error;
      },
    );
  return (
    (await isWithin("signup-form-address", `${formId}:${email}`, mailsPerForm)) &&
    (await isWithin("signup-address", email, mailsPerAddress))
  );
}

async function keepRequest(
  tx: Transaction,
  ctx: TenantContext,
  form: SignupForm,
  { email, name = "", values = {}, tagIds = [] }: SignupInput,
): Promise<void> {
  const { tenantId } = ctx;
  const id = randomUUID();
  const offered = await readChoosable(tx, ctx, form.choiceTagIds);
  await tx.insert(signupRequests).values({
    tenantId,
    id,
    formId: form.id,
    email,
    name,
    attributeValues: values,
    tagIds: offered.map((tag) => tag.id).filter((tagId) => tagIds.includes(tagId)),
    consentWording: form.consentWording,
    ip: ctx.request.ip,
    tokenHash: hashToken(confirmationToken(id)),
    expiresAt: new Date(Date.now() + requestLifetimeMs),
  });
  await tx
    .update(signupForms)
    .set({ submittedCount: sql`${signupForms.submittedCount} + 1` })
    .where(and(eq(signupForms.tenantId, tenantId), eq(signupForms.id, form.id)));
  await enqueue(tx, "signup-requests.send-confirmation", { tenantId, requestId: id });
}

/**
 * Mails the link of a request, unless the address must not be mailed: that is found out here and not while somebody
 * waits for the answer, so that the time it takes tells nothing.
 */
export async function sendSignupConfirmation(
  ctx: TenantContext,
  { requestId }: SignupJobInput,
): Promise<void> {
  authorize(ctx, "addresses:write");
  const found = await readTransaction(ctx, (tx, inner) => findMailable(tx, inner, requestId));
  if (!found) return;
  const { request, title, locale, sender } = found;
  const mail = await signupConfirmationMail(locale, {
    formId: request.formId,
    token: confirmationToken(requestId),
    title,
    sender,
    expiresAt: request.expiresAt,
  });
  await sendAccountMail({
    ...mail,
    to: wireAddress(request.email),
    from: namedAddress(sender.name, serviceAddress()),
    idempotencyKey: `signup-request:${requestId}`,
  });
}
