import "server-only";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { tags } from "@/db/schema/addresses";
import { signupForms } from "@/db/schema/signup-forms";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { listAttributes } from "@/lib/attributes/queries";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { getSignupForm } from "./queries";
import type { CreateSignupFormInput, DeleteSignupFormInput, UpdateSignupFormInput } from "./schema";

export async function createSignupForm(
  ctx: TenantContext,
  input: CreateSignupFormInput,
): Promise<{ id: string }> {
  authorize(ctx, "addresses:write");
  refuseLimited(ctx);
  return refusingTakenName(() =>
    transaction(ctx, async (tx, inner) => {
      const after = await storedForm(tx, inner, input);
      const [created] = await tx
        .insert(signupForms)
        .values({ ...after, tenantId: ctx.tenantId, createdBy: ctx.actor.id })
        .returning({ id: signupForms.id });
      if (!created) throw notFound();
      await recordAudit(tx, ctx, {
        action: "signup_form.created",
        targetType: "signup_form",
        targetId: created.id,
        details: { after },
      });
      return created;
    }),
  );
}

export async function updateSignupForm(
  ctx: TenantContext,
  { id, ...input }: UpdateSignupFormInput,
): Promise<{ id: string }> {
  authorize(ctx, "addresses:write");
  refuseLimited(ctx);
  return refusingTakenName(() =>
    transaction(ctx, async (tx, inner) => {
      const before = await getSignupForm(inner, id);
      const after = await storedForm(tx, inner, input);
      await tx
        .update(signupForms)
        .set({ ...after, updatedAt: sql`now()` })
        .where(own(ctx, id));
      await recordAudit(tx, ctx, {
        action: "signup_form.updated",
        targetType: "signup_form",
        targetId: id,
        details: { before: withoutCounts(before), after },
      });
      return { id };
    }),
  );
}

/** What waits for its confirmation goes with the form; addresses, their tags and consents stay. */
export async function deleteSignupForm(
  ctx: TenantContext,
  { id }: DeleteSignupFormInput,
): Promise<void> {
  authorize(ctx, "addresses:write");
  refuseLimited(ctx);
  await transaction(ctx, async (tx, inner) => {
    const before = await getSignupForm(inner, id);
    await tx.delete(signupForms).where(own(ctx, id));
    await recordAudit(tx, ctx, {
      action: "signup_form.deleted",
      targetType: "signup_form",
      targetId: id,
      details: { before },
    });
  });
}

const own = (ctx: TenantContext, id: string): SQL | undefined =>
  and(eq(signupForms.tenantId, ctx.tenantId), eq(signupForms.id, id));

/** A form brings in addresses with any tags, also some that a limited user may not see. */
function refuseLimited({ tagScope }: TenantContext): void {
  if (tagScope) throw new AppError("not_permitted", "signupForms.errors.limited");
}

type Counted = { id: string; submittedCount: number; confirmedCount: number };

function withoutCounts<Form extends Counted>(form: Form) {
  const { id: _, submittedCount: _submitted, confirmedCount: _confirmed, ...rest } = form;
  return rest;
}

/** What was entered as it is stored: attributes in the customer's order, and only tags that there are. */
async function storedForm(
  tx: Transaction,
  ctx: TenantContext,
  { attributeModes, ...input }: CreateSignupFormInput,
) {
  const definitions = await listAttributes(ctx, "address");
  const attributeFields = definitions.flatMap(({ id }) => {
    const mode = attributeModes[id] ?? "none";
    return mode === "none" ? [] : [{ id, isRequired: mode === "required" }];
  });
  await demandTags(tx, ctx, "hiddenTagIds", input.hiddenTagIds);
  await demandTags(tx, ctx, "choiceTagIds", input.choiceTagIds, eq(tags.isChoosable, true));
  return { ...input, attributeFields };
}

async function demandTags(
  tx: Transaction,
  ctx: TenantContext,
  field: string,
  ids: string[],
  condition?: SQL,
): Promise<void> {
  const wanted = new Set(ids);
  const known = await tx.$count(
    tags,
    and(eq(tags.tenantId, ctx.tenantId), inArray(tags.id, [...wanted]), condition),
  );
  if (known !== wanted.size) throw fieldError(field, "addresses.errors.unknownTag");
}

async function refusingTakenName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isUniqueViolation(error, "signup_forms_name")) {
      throw fieldError("name", "signupForms.errors.nameTaken", "conflict");
    }
    throw error;
  }
}
