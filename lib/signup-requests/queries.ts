import "server-only";
import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { sendingBrakes } from "@/db/schema/abuse";
import { suppressions, tags } from "@/db/schema/addresses";
import { tenantUsage } from "@/db/schema/limits";
import { signupForms, signupRequests } from "@/db/schema/signup-forms";
import { tenants } from "@/db/schema/tenants";
import { readTransaction } from "@/db/transaction";
import { isSendingStopped } from "@/lib/arrears/queries";
import { type Attribute, listAttributes } from "@/lib/attributes/queries";
import { authorize, contextForJob, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import { readLimits } from "@/lib/quotas/queries";
import { hasRoom } from "@/lib/quotas/rules";
import { getSignupForm, type SignupForm } from "@/lib/signup-forms/queries";
import type { SignupFormState } from "@/lib/signup-forms/rules";
import { findSignupFrame } from "@/lib/signup-frames/queries";
import { recipientActor } from "@/lib/unsubscribe/rules";

/** Who asks, as the law wants it told (特定電子メールの送信の適正化等に関する法律 第4条). */
export type SignupSender = { name: string; postalAddress: string; complaintContact: string };
export type SignupTag = { id: string; name: string; description: string };
export type PublicForm = {
  /** What everybody may know of it: neither its hidden tags nor its inner name. */
  form: Pick<SignupForm, "id" | "title" | "introduction" | "nameField" | "consentWording">;
  state: SignupFormState;
  sender: SignupSender;
  attributes: (Pick<Attribute, "id" | "key" | "type" | "choices"> & { isRequired: boolean })[];
  tags: SignupTag[];
};

/** The context in which the public side of a form works: a recipient's. Throws `not_found` where there is no such form. */
export async function contextForForm(formId: string): Promise<TenantContext> {
  const frame = await findSignupFrame(formId);
  if (!frame) throw notFound();
  return contextForJob(frame.tenantId, recipientActor);
}

/** What a form's public page shows; null where there is no such form. */
export async function findPublicForm(formId: string): Promise<PublicForm | null> {
  const frame = await findSignupFrame(formId);
  if (!frame) return null;
  const ctx = contextForJob(frame.tenantId, recipientActor);
  return readTransaction(ctx, async (tx, inner) => {
    const form = await getSignupForm(inner, formId);
    const definitions = await listAttributes(inner, "address");
    const { id, title, introduction, nameField, consentWording } = form;
    return {
      form: { id, title, introduction, nameField, consentWording },
      state: await stateOf(tx, inner, form),
      sender: await readSender(tx, inner),
      attributes: form.attributeFields.flatMap(({ id, isRequired }) => {
        const found = definitions.find((one) => one.id === id);
        if (!found) return [];
        const { key, type, choices } = found;
        return [{ id, key, type, choices, isRequired }];
      }),
      tags: await readChoosable(tx, inner, form.choiceTagIds),
    };
  });
}

/** Whether the customer's forms take sign-ups at all, each of its own state apart. */
export async function readIntake(ctx: TenantContext): Promise<SignupFormState> {
  authorize(ctx, "addresses:read");
  return readTransaction(ctx, (tx, inner) => stateOf(tx, inner, { isActive: true }));
}

/** Whether a form takes sign-ups: it is open, its customer may send, and the last count of addresses leaves room. */
export async function stateOf(
  tx: Transaction,
  { tenantId }: TenantContext,
  form: Pick<SignupForm, "isActive">,
): Promise<SignupFormState> {
  if (!form.isActive || !(await isServed(tx, tenantId))) return "closed";
  const [usage] = await tx
    .select({ addresses: tenantUsage.addresses })
    .from(tenantUsage)
    .where(eq(tenantUsage.tenantId, tenantId));
  const { addresses: limit } = await readLimits(tx, tenantId);
  return hasRoom(limit, usage?.addresses ?? 0, 1) ? "open" : "full";
}

/** Whether the customer is neither stopped nor leaving, nor its sending halted: else nothing is mailed in its name. */
export async function isServed(tx: Transaction, tenantId: string): Promise<boolean> {
  const [tenant] = await tx
    .select({ state: tenants.state })
    .from(tenants)
    .where(eq(tenants.id, tenantId));
  if (tenant?.state !== "active" || (await isSendingStopped(tx, tenantId))) return false;
  const isHalted = and(eq(sendingBrakes.tenantId, tenantId), isNull(sendingBrakes.releasedAt));
  return (await tx.$count(sendingBrakes, isHalted)) === 0;
}

export async function readSender(
  tx: Transaction,
  { tenantId }: TenantContext,
): Promise<SignupSender> {
  const [tenant] = await tx.select().from(tenants).where(eq(tenants.id, tenantId));
  if (!tenant) throw notFound();
  const { postalAddress, complaintContact } = tenant;
  return { name: tenant.legalName || tenant.name, postalAddress, complaintContact };
}

/** Those of the tags that recipients may choose now, by their public names. */
export async function readChoosable(
  tx: Transaction,
  { tenantId }: TenantContext,
  ids: readonly string[],
): Promise<SignupTag[]> {
  if (ids.length === 0) return [];
  return tx
    .select({ id: tags.id, name: tags.publicName, description: tags.publicDescription })
    .from(tags)
    .where(and(eq(tags.tenantId, tenantId), tags.isChoosable, inArray(tags.id, [...ids])))
    .orderBy(asc(tags.publicName), asc(tags.id));
}

/** Whether an address gets no confirmation mail: its mails are stopped by more than its own word, or it is a trap. */
export async function isUnmailable(
  tx: Transaction,
  { tenantId }: TenantContext,
  email: string,
): Promise<boolean> {
  const isStopped = and(
    eq(suppressions.tenantId, tenantId),
    eq(suppressions.email, email),
    inArray(suppressions.reason, ["bounced", "complained", "manual"]),
  );
  if ((await tx.$count(suppressions, isStopped)) > 0) return true;
  const [row] = await tx.execute<{ isTrap: boolean }>(
    sql`select is_trap_address(${email}) as "isTrap"`,
  );
  return row?.isTrap ?? false;
}

/** The form of a request with what its confirmation mail says; null once there is nothing to confirm. */
export async function findMailable(tx: Transaction, ctx: TenantContext, requestId: string) {
  const [row] = await tx
    .select({ request: signupRequests, title: signupForms.title, locale: signupForms.locale })
    .from(signupRequests)
    .innerJoin(
      signupForms,
      and(
        eq(signupForms.tenantId, signupRequests.tenantId),
        eq(signupForms.id, signupRequests.formId),
      ),
    )
    .where(and(eq(signupRequests.tenantId, ctx.tenantId), eq(signupRequests.id, requestId)));
  if (!row || row.request.confirmedAt || row.request.expiresAt <= new Date()) return null;
  if (!(await isServed(tx, ctx.tenantId))) return null;
  if (await isUnmailable(tx, ctx, row.request.email)) return null;
  return { ...row, sender: await readSender(tx, ctx) };
}
