import "server-only";
import Stripe from "stripe";
import { stripe } from "@/lib/checkouts/queries";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { callOptions, periodEnd } from "./rules";

/** When the period that is paid for ends, as the payment provider knows it. Throws `unavailable`. */
export async function readPeriodEnd(subscriptionId: string): Promise<Date> {
  return asked("plan", async () =>
    periodEnd(await stripe().subscriptions.retrieve(subscriptionId, {}, callOptions)),
  );
}

/** Runs a call to the payment provider; its refusals become errors that say what cannot be done. */
export async function asked<T>(what: "plan" | "portal", call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    log.error({ err: error, what }, "the payment provider refused");
    if (error instanceof Stripe.errors.StripeCardError)
      throw new AppError("conflict", "billing.errors.cardDeclined");
    throw new AppError("unavailable", `billing.errors.${what}Unavailable`);
  }
}
