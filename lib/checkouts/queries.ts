import { and, inArray, sql } from "drizzle-orm";
import Stripe from "stripe";
import { controlDb } from "@/db/client";
import { paymentEvents } from "@/db/schema/control";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { eventToleranceSeconds } from "./rules";

let client: Stripe | undefined;

/** The payment provider's client; STRIPE_API_BASE leads it to another address. */
export function stripe(): Stripe {
  client ??= connect();
  return client;
}

function connect(): Stripe {
  const { STRIPE_SECRET_KEY, STRIPE_API_BASE } = env();
  if (!STRIPE_API_BASE) return new Stripe(STRIPE_SECRET_KEY);
  const { protocol, hostname, port } = new URL(STRIPE_API_BASE);
  return new Stripe(STRIPE_SECRET_KEY, {
    protocol: protocol === "https:" ? "https" : "http",
    host: hostname,
    port,
  });
}

/** A checkout session as the provider knows it now, or null when it has forgotten it. */
export async function findCheckout(id: string): Promise<Stripe.Checkout.Session | null> {
  try {
    return await stripe().checkout.sessions.retrieve(id);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError) return null;
    throw error;
  }
}

/** The event in a signed request body. Throws `invalid` when the signature is forged or too old. */
export async function readSignedEvent(body: string, signature: string): Promise<Stripe.Event> {
  const { STRIPE_WEBHOOK_SECRET } = env();
  try {
    return await stripe().webhooks.constructEventAsync(
      body,
      signature,
      STRIPE_WEBHOOK_SECRET,
      eventToleranceSeconds,
    );
  } catch {
    throw new AppError("invalid");
  }
}

/**
 * What a person who comes back from the payment page is told while the application is not paid. It only
 * looks: the signed event alone makes an application paid.
 */
export async function getPaymentView(
  current: string | null,
  returned: string | undefined,
): Promise<"waiting" | "cancelled" | "failed"> {
  const sessionId = returned ?? current;
  if (!sessionId) return "cancelled";
  const isFailed = await hasFailed(sessionId);
  if (returned && !isFailed) return "waiting";
  const session = await findCheckout(sessionId).catch(() => null);
  // A failed try may be followed by one that went through and whose event is still on its way.
  if (isFailed) return session?.payment_status === "paid" ? "waiting" : "failed";
  return session?.status === "complete" ? "waiting" : "cancelled";
}

/** Whether the provider reported that this session's payment failed or ran out. */
export async function hasFailed(sessionId: string): Promise<boolean> {
  const [row] = await controlDb()
    .select({ id: paymentEvents.id })
    .from(paymentEvents)
    .where(
      and(
        inArray(paymentEvents.type, [
          "checkout.session.async_payment_failed",
          "checkout.session.expired",
        ]),
        sql`${paymentEvents.payload} -> 'data' -> 'object' ->> 'id' = ${sessionId}`,
      ),
    )
    .limit(1);
  return row !== undefined;
}

/** Events that were stored but not applied, because the process ended in between. */
export async function listUnappliedEvents(quietSince: Date): Promise<string[]> {
  const rows = await controlDb()
    .select({ id: paymentEvents.id })
    .from(paymentEvents)
    .where(
      and(
        sql`${paymentEvents.appliedAt} is null`,
        sql`${paymentEvents.receivedAt} < ${quietSince.toISOString()}::timestamptz`,
      ),
    )
    .limit(100);
  return rows.map((row) => row.id);
}
