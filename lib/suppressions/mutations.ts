import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { addresses, suppressions } from "@/db/schema/addresses";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { AppError, fieldError, notFound } from "@/lib/errors";
import { isReleasable } from "./rules";
import type { CreateSuppressionsInput, ReleaseSuppressionInput } from "./schema";

/** Stops mail to these e-mail addresses; one that is already stopped keeps its reason. */
export async function createSuppressions(
  ctx: TenantContext,
  { emails }: CreateSuppressionsInput,
): Promise<{ added: number; already: number }> {
  authorize(ctx, "addresses:write");
  return transaction(ctx, async (tx) => {
    if (ctx.tagScope) await refuseOutOfScope(tx, ctx, emails);
    const added = await tx.execute(sql`insert into ${suppressions} (tenant_id, email, reason)
      select ${ctx.tenantId}, wanted.email, 'manual'
      from jsonb_array_elements_text(${JSON.stringify(emails)}::jsonb) as wanted (email)
      on conflict do nothing`);
    const counts = { added: added.count, already: emails.length - added.count };
    await recordAudit(tx, ctx, {
      action: "suppression.created",
      targetType: "suppression",
      ...(emails.length === 1 ? { targetId: emails[0] } : {}),
      details: { after: { reason: "manual", emails: emails.slice(0, 100) }, ...counts },
    });
    return counts;
  });
}

/** A limited caller stops mail only to addresses that exist for them. */
async function refuseOutOfScope(
  tx: Transaction,
  ctx: TenantContext,
  emails: readonly string[],
): Promise<void> {
  const known = and(eq(addresses.tenantId, ctx.tenantId), inArray(addresses.email, [...emails]));
  if ((await tx.$count(addresses, known)) < new Set(emails).size)
    throw fieldError("emails", "suppressions.errors.outOfScope");
}

/** Lets mail to the e-mail address pass again. */
export async function releaseSuppression(
  ctx: TenantContext,
  { email }: ReleaseSuppressionInput,
): Promise<void> {
  authorize(ctx, "addresses:write");
  const isThisOne = and(eq(suppressions.tenantId, ctx.tenantId), eq(suppressions.email, email));
  await transaction(ctx, async (tx) => {
    const [before] = await tx.select().from(suppressions).where(isThisOne).for("update");
    if (!before) throw notFound();
    if (!isReleasable(before.reason)) {
      throw new AppError("conflict", "suppressions.errors.notReleasable");
    }
    await tx.delete(suppressions).where(isThisOne);
    await recordAudit(tx, ctx, {
      action: "suppression.released",
      targetType: "suppression",
      targetId: email,
      details: { before: { reason: before.reason, createdAt: before.createdAt } },
    });
  });
}
