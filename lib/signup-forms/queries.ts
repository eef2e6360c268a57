import "server-only";
import { and, asc, eq } from "drizzle-orm";
import { signupForms } from "@/db/schema/signup-forms";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { notFound } from "@/lib/errors";
import { isUuid } from "@/lib/uuid";

const columns = {
  id: signupForms.id,
  name: signupForms.name,
  title: signupForms.title,
  introduction: signupForms.introduction,
  nameField: signupForms.nameField,
  attributeFields: signupForms.attributeFields,
  choiceTagIds: signupForms.choiceTagIds,
  hiddenTagIds: signupForms.hiddenTagIds,
  consentWording: signupForms.consentWording,
  completionMessage: signupForms.completionMessage,
  locale: signupForms.locale,
  isActive: signupForms.isActive,
  allowedSites: signupForms.allowedSites,
  submittedCount: signupForms.submittedCount,
  confirmedCount: signupForms.confirmedCount,
};

export type SignupForm = Awaited<ReturnType<typeof getSignupForm>>;

/** Every form by name; the counts are of everything that was ever submitted and confirmed. */
export async function listSignupForms(ctx: TenantContext): Promise<SignupForm[]> {
  authorize(ctx, "addresses:read");
  return readTransaction(ctx, (tx) =>
    tx
      .select(columns)
      .from(signupForms)
      .where(eq(signupForms.tenantId, ctx.tenantId))
      .orderBy(asc(signupForms.name)),
  );
}

export async function getSignupForm(ctx: TenantContext, id: string) {
  authorize(ctx, "addresses:read");
  if (!isUuid(id)) throw notFound();
  return readTransaction(ctx, async (tx) => {
    const [found] = await tx
      .select(columns)
      .from(signupForms)
      .where(and(eq(signupForms.tenantId, ctx.tenantId), eq(signupForms.id, id)));
    if (!found) throw notFound();
    return found;
  });
}
