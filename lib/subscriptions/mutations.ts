import "server-only";
import Stripe from "stripe";
import { stripe } from "@/lib/checkouts/queries";
import { mailTranslator } from "@/lib/mail/translator";
import type { Plan } from "@/lib/plans/rules";
import { asked } from "./queries";
import { callOptions, cancelAt, type PlanTiming, periodEnd, planParams } from "./rules";

/**
 * Has the payment provider charge another plan; returns when the period that is paid for ends. Throws `conflict` when
 * the card is declined and `unavailable` when the provider cannot do it: then nothing is charged.
 */
export async function changeSubscriptionPlan(
  subscriptionId: string,
  plan: Plan,
  timing: PlanTiming,
): Promise<{ periodEndsAt: Date }> {
  return asked("plan", async () => {
    const before = await stripe().subscriptions.retrieve(subscriptionId, {}, callOptions);
    const product = await findOrCreateProduct(plan);
    const params = planParams(before, plan, product, timing);
    const after = await stripe().subscriptions.update(subscriptionId, params, callOptions);
    return { periodEndsAt: periodEnd(after) };
  });
}

/** One product for each plan, whose name is on the provider's own pages and on invoices. */
async function findOrCreateProduct(plan: Plan): Promise<string> {
  const id = `ecai_${plan.id}_${plan.monthlyYen}`;
  const t = await mailTranslator("ja", "plans");
  const name = t("product", { plan: t(`names.${plan.id}`) });
  try {
    return (await stripe().products.create({ id, name }, callOptions)).id;
  } catch (error) {
    const isThere =
      error instanceof Stripe.errors.StripeInvalidRequestError &&
      error.code === "resource_already_exists";
    if (isThere) return id;
    throw error;
  }
}

/** The payment provider's own page on which the customer changes its card. Throws `unavailable` when there is none. */
export async function openPortal(input: {
  customer: string;
  returnUrl: string;
  locale: "ja" | "en";
}): Promise<string> {
  return asked("portal", async () => {
    const session = await stripe().billingPortal.sessions.create(
      { customer: input.customer, return_url: input.returnUrl, locale: input.locale },
      callOptions,
    );
    return session.url;
  });
}

/** Ends a subscription after the contract's last day, or with null lets it go on. One that is gone is left alone. */
export async function setSubscriptionEnd(
  subscriptionId: string,
  endsOn: string | null,
): Promise<void> {
  try {
    await stripe().subscriptions.update(
      subscriptionId,
      { cancel_at: endsOn ? cancelAt(endsOn) : "", proration_behavior: "none" },
      callOptions,
    );
  } catch (error) {
    const isGone =
      error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404;
    if (!isGone) throw error;
  }
}
