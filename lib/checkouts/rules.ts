import type Stripe from "stripe";
import { issueReturnToken } from "@/lib/applications/rules";
import { paths } from "@/lib/paths";
import type { Plan } from "@/lib/plans/rules";

/** Seconds that a signed event stays acceptable. */
export const eventToleranceSeconds = 300;

type Order = {
  applicationId: string;
  email: string;
  locale: string;
  plan: Plan;
  productName: string;
  origin: string;
};

/** What the payment provider's page is asked to charge; the same order always gives the same request. */
export function checkoutParams(order: Order): Stripe.Checkout.SessionCreateParams {
  const { applicationId, plan } = order;
  const back = new URL(paths.signUpReturn, order.origin);
  back.searchParams.set("application", issueReturnToken(applicationId));
  const metadata = { applicationId, planId: plan.id };
  return {
    mode: "subscription",
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: "jpy",
          unit_amount: plan.monthlyYen,
          recurring: { interval: "month" },
          product_data: { name: order.productName },
        },
      },
    ],
    client_reference_id: applicationId,
    customer_email: order.email,
    metadata,
    subscription_data: { metadata },
    locale: order.locale === "en" ? "en" : "ja",
    // The provider replaces the braces, so they must not be percent-encoded.
    success_url: `${back}&session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${back}&cancelled=1`,
  };
}
