import type Stripe from "stripe";
import type { Plan } from "@/lib/plans/rules";

/** Nobody waits longer than this for the payment provider, in milliseconds. */
export const callOptions = { timeout: 20_000, maxNetworkRetries: 1 };

export type PlanTiming = "now" | "nextPeriod";

/**
 * What the payment provider is asked when the plan changes. At once: the difference for the rest of the period is
 * charged now, or nothing changes. From the next period on: the next charge has the new price, this period stays.
 */
export function planParams(
  subscription: Stripe.Subscription,
  plan: Pick<Plan, "id" | "monthlyYen">,
  product: string,
  timing: PlanTiming,
): Stripe.SubscriptionUpdateParams {
  const [item] = subscription.items.data;
  if (!item) throw new Error(`subscription ${subscription.id} has no item`);
  return {
    items: [
      {
        id: item.id,
        quantity: 1,
        price_data: {
          currency: "jpy",
          product,
          unit_amount: plan.monthlyYen,
          recurring: { interval: "month" },
        },
      },
    ],
    metadata: { ...subscription.metadata, planId: plan.id },
    ...(timing === "now"
      ? { proration_behavior: "always_invoice", payment_behavior: "error_if_incomplete" }
      : { proration_behavior: "none" }),
  };
}

/** When the period that is paid for ends. */
export function periodEnd(subscription: Stripe.Subscription): Date {
  const ends = subscription.items.data.map((item) => item.current_period_end);
  return new Date(Math.min(...ends) * 1000);
}

/** The first moment after the contract's last day in Japan, in seconds as the provider counts. */
export const cancelAt = (endsOn: string): number =>
  Math.floor(Date.parse(`${endsOn}T00:00:00+09:00`) / 1000) + 24 * 3600;
