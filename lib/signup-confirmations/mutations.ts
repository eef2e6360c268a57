import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import {
  type AttributeValues,
  addresses,
  addressTags,
  suppressions,
  tags,
} from "@/db/schema/addresses";
import { signupForms, signupRequests } from "@/db/schema/signup-forms";
import { transaction } from "@/db/transaction";
import { normalizeEmail } from "@/lib/addresses/rules";
import { listAttributes } from "@/lib/attributes/queries";
import { recordAudit } from "@/lib/audit/record";
import type { RequestInfo, TenantContext } from "@/lib/auth/context";
import { AppError } from "@/lib/errors";
import { mailTranslator } from "@/lib/mail/translator";
import { enqueue } from "@/lib/queue/enqueue";
import { demandRoom } from "@/lib/quotas/queries";
import { getSignupForm, type SignupForm } from "@/lib/signup-forms/queries";
import { demandOpen } from "@/lib/signup-requests/mutations";
import { contextForForm, isServed, readChoosable } from "@/lib/signup-requests/queries";
import { confirmationHash, valuesByKey } from "@/lib/signup-requests/rules";
import { requestCondition } from "./queries";
import type { ConfirmSignupInput } from "./schema";

const ended = () => new AppError("expired", "signupRequests.errors.ended");

/**
 * Takes a confirmed sign-up into the address book with its consent, its tags and what was entered, once however often
 * it is confirmed. A person's own earlier unsubscription ends with it; a stop for another reason stays.
 */
export async function confirmSignup(
  request: RequestInfo,
  { formId, token }: ConfirmSignupInput,
): Promise<void> {
  const ctx: TenantContext = { ...(await contextForForm(formId)), request };
  const tokenHash = confirmationHash(token);
  if (!tokenHash)
    throw new AppError("not_found", "signupRequests.errors.ended", { suspicion: "tampered_token" });
  await transaction(ctx, async (tx, inner) => {
    const [signup] = await tx
      .select()
      .from(signupRequests)
      .where(requestCondition(inner, formId, tokenHash))
      .for("update");
    if (signup?.confirmedAt) return;
    if (!signup || signup.expiresAt <= new Date()) throw ended();
    if (!(await isServed(tx, ctx.tenantId))) demandOpen("closed");
    const form = await getSignupForm(inner, formId);
    await keepAddress(tx, inner, form, signup);
    await markConfirmed(tx, inner, form, signup);
  }).catch((error) => tellFull(ctx, error));
}

/** The recipient learns of no limit but that there is no room; the customer's screens learn it by a new count. */
async function tellFull({ tenantId }: TenantContext, error: unknown): Promise<never> {
  if (!(error instanceof AppError && error.messageKey === "quotas.errors.addresses")) throw error;
  await enqueue(controlDb(), "quotas.measure-one", { tenantId }, { jobKey: `quotas:${tenantId}` });
  throw new AppError("unavailable", "signupRequests.errors.full");
}

type Signup = typeof signupRequests.$inferSelect;

const columns = {
  id: addresses.id,
  name: addresses.name,
  attributes: addresses.attributes,
  consentSource: addresses.consentSource,
  consentAt: addresses.consentAt,
  consentWording: addresses.consentWording,
};
type Kept = { name: string; attributes: AttributeValues; consentSource: string | null };

async function keepAddress(
  tx: Transaction,
  ctx: TenantContext,
  form: SignupForm,
  signup: Signup,
): Promise<void> {
  const [before] = await tx
    .select(columns)
    .from(addresses)
    .where(and(eq(addresses.tenantId, ctx.tenantId), eq(addresses.email, signup.email)))
    .for("update");
  const after = await mergedAddress(ctx, form, signup, before);
  const id = before?.id ?? (await insertAddress(tx, ctx, signup.email, after));
  if (before)
    await tx
      .update(addresses)
      .set({ ...after, updatedAt: sql`now()` })
      .where(and(eq(addresses.tenantId, ctx.tenantId), eq(addresses.id, id)));
  const given = await giveTags(tx, ctx, id, [
    ...form.hiddenTagIds,
    ...(await readChoosable(tx, ctx, signup.tagIds)).map((tag) => tag.id),
  ]);
  const isResubscribed = await endUnsubscription(tx, ctx, signup.email);
  const { id: _, ...values } = before ?? { id };
  await recordAudit(tx, ctx, {
    action: "address.signed_up",
    targetType: "address",
    targetId: id,
    details: {
      before: before ? values : null,
      after: { email: signup.email, ...after, tags: given },
      form: { id: form.id, name: form.name },
      requestedAt: signup.createdAt.toISOString(),
      requestedFrom: signup.ip,
      isResubscribed,
    },
  });
}

/** What was entered wins over what is known; what was left empty takes nothing away. */
async function mergedAddress(
  ctx: TenantContext,
  form: SignupForm,
  signup: Signup,
  before: Kept | undefined,
) {
  const t = await mailTranslator(form.locale, "signupRequests");
  const definitions = await listAttributes(ctx, "address");
  return {
    name: signup.name || (before?.name ?? ""),
    attributes: { ...before?.attributes, ...valuesByKey(signup.attributeValues, definitions) },
    consentSource: t("consentSource", { name: form.name }),
    consentAt: new Date(),
    consentWording: signup.consentWording,
  };
}

async function insertAddress(
  tx: Transaction,
  ctx: TenantContext,
  email: string,
  values: Awaited<ReturnType<typeof mergedAddress>>,
): Promise<string> {
  await demandRoom(tx, ctx.tenantId, "addresses", 1);
  const isNonstandard = normalizeEmail(email)?.isNonstandard ?? false;
  const [created] = await tx
    .insert(addresses)
    .values({ tenantId: ctx.tenantId, email, source: "form", isNonstandard, ...values })
    .onConflictDoNothing()
    .returning({ id: addresses.id });
  // Somebody else has just added it: the next try finds it.
  if (!created) throw new AppError("conflict");
  return created.id;
}

/** Returns the names of the tags that the address did not have. */
async function giveTags(
  tx: Transaction,
  { tenantId }: TenantContext,
  addressId: string,
  ids: string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const known = await tx
    .select({ id: tags.id, name: tags.name })
    .from(tags)
    .where(and(eq(tags.tenantId, tenantId), inArray(tags.id, ids)));
  if (known.length === 0) return [];
  const given = await tx
    .insert(addressTags)
    .values(known.map(({ id }) => ({ tenantId, addressId, tagId: id })))
    .onConflictDoNothing()
    .returning({ id: addressTags.tagId });
  const isGiven = new Set(given.map(({ id }) => id));
  return known
    .filter(({ id }) => isGiven.has(id))
    .map(({ name }) => name)
    .sort();
}

async function endUnsubscription(
  tx: Transaction,
  { tenantId }: TenantContext,
  email: string,
): Promise<boolean> {
  const removed = await tx
    .delete(suppressions)
    .where(
      and(
        eq(suppressions.tenantId, tenantId),
        eq(suppressions.email, email),
        eq(suppressions.reason, "unsubscribed"),
      ),
    );
  return removed.count > 0;
}

async function markConfirmed(
  tx: Transaction,
  { tenantId }: TenantContext,
  form: SignupForm,
  { id }: Signup,
): Promise<void> {
  await tx
    .update(signupRequests)
    .set({ confirmedAt: sql`now()` })
    .where(and(eq(signupRequests.tenantId, tenantId), eq(signupRequests.id, id)));
  await tx
    .update(signupForms)
    .set({ confirmedCount: sql`${signupForms.confirmedCount} + 1` })
    .where(and(eq(signupForms.tenantId, tenantId), eq(signupForms.id, form.id)));
}
