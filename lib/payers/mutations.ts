import "server-only";
import { eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { billingAccounts } from "@/db/schema/billing";
import { contractEndings } from "@/db/schema/endings";
import { tenants } from "@/db/schema/tenants";
import { readTransaction, transaction } from "@/db/transaction";
import { lockBillingAccount } from "@/lib/arrears/mutations";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { mailTranslator } from "@/lib/mail/translator";
import { operatorRecipients, tell } from "@/lib/outbox/mutations";
import { paths } from "@/lib/paths";
import { openPortal, setSubscriptionEnd } from "@/lib/subscriptions/mutations";
import type { BillingDetailsInput } from "./schema";

/** Changes to whom invoices are addressed from the next one on; those that were issued stay as they are. */
export async function updateBillingDetails(
  ctx: TenantContext,
  input: BillingDetailsInput,
): Promise<void> {
  authorize(ctx, "billing:write");
  await transaction(ctx, async (tx) => {
    const { companyName, recipient, postalAddress } = await lockBillingAccount(tx, ctx.tenantId);
    await tx
      .update(billingAccounts)
      .set({ ...input, updatedAt: new Date() })
      .where(eq(billingAccounts.tenantId, ctx.tenantId));
    await recordAudit(tx, ctx, {
      action: "billing.details_changed",
      targetType: "tenant",
      targetId: ctx.tenantId,
      details: { before: { companyName, recipient, postalAddress }, after: input },
    });
  });
}

/** Opens the payment provider's page for the card and returns its address. */
export async function openBillingPortal(ctx: TenantContext): Promise<{ url: string }> {
  authorize(ctx, "billing:write");
  const customer = await transaction(ctx, async (tx) => {
    const { stripeCustomerId } = await readTenant(tx, ctx.tenantId);
    if (!stripeCustomerId) throw new AppError("conflict", "billing.errors.noSubscription");
    await recordAudit(tx, ctx, { action: "billing.portal_opened", targetType: "tenant" });
    return stripeCustomerId;
  });
  const returnUrl = new URL(paths.billing, env().ECAI_URL).href;
  const locale = ctx.request.locale === "en" ? "en" : "ja";
  return { url: await openPortal({ customer, returnUrl, locale }) };
}

async function readTenant(tx: Transaction, tenantId: string) {
  const [tenant] = await tx.select().from(tenants).where(eq(tenants.id, tenantId));
  if (!tenant) throw notFound();
  return tenant;
}

/** Has the payment provider charge up to the contract's last day only, or on again where the end was withdrawn. */
export async function followEnding(ctx: TenantContext): Promise<void> {
  authorize(ctx, "contract:end");
  const found = await readTransaction(ctx, async (tx) => {
    const { stripeSubscriptionId } = await readTenant(tx, ctx.tenantId);
    const [ending] = await tx
      .select({ endsOn: contractEndings.endsOn })
      .from(contractEndings)
      .where(eq(contractEndings.tenantId, ctx.tenantId));
    return { stripeSubscriptionId, endsOn: ending?.endsOn ?? null };
  });
  if (found.stripeSubscriptionId)
    await setSubscriptionEnd(found.stripeSubscriptionId, found.endsOn);
}

/**
 * Tells the provider's staff in the caller's transaction that a customer ends its contract, or goes on after all. What
 * is told outlives the customer's data: it leads to the customer's page and names nobody.
 */
export async function tellEnding(
  tx: Transaction,
  tenantId: string,
  event: { kind: "cancelled" | "withdrawn"; endsOn: string; at: Date },
): Promise<void> {
  const t = await mailTranslator("ja", "email-billing");
  const url = new URL(paths.operatorTenant(tenantId), env().ECAI_OPERATOR_URL).href;
  const facts = { day: event.endsOn.replaceAll("-", "/"), url };
  await tell(
    tx,
    { type: "ending", id: tenantId, part: `${event.kind}-${event.at.getTime()}` },
    {
      ja: {
        title: t(`ending.${event.kind}.title`),
        body: t(`ending.${event.kind}.body`, facts),
      },
    },
    operatorRecipients(),
  );
}
