import { and, eq, sql } from "drizzle-orm";
import Stripe from "stripe";
import { controlDb, type Transaction } from "@/db/client";
import { applications } from "@/db/schema/applications";
import { jobRuns, paymentEvents } from "@/db/schema/control";
import { type Application, findApplication, isTaken } from "@/lib/applications/queries";
import { applicationLifetimeMs } from "@/lib/applications/rules";
import { env } from "@/lib/env";
import { AppError, notFound } from "@/lib/errors";
import { applyInvoiceEvent } from "@/lib/invoices/mutations";
import { log } from "@/lib/log";
import { mailTranslator } from "@/lib/mail/translator";
import { findPlan, type Plan } from "@/lib/plans/rules";
import { enqueue } from "@/lib/queue/enqueue";
import { findCheckout, hasFailed, readSignedEvent, stripe } from "./queries";
import { checkoutParams } from "./rules";
import { checkoutSchema, type PaidCheckout, paymentEventSchema } from "./schema";

type Outcome = { kind: "pay"; url: string } | { kind: "paid" };

/**
 * The hosted page on which an application is paid for the chosen plan: the one that is open already, or a
 * new one. Only one stays open, so that nobody pays twice by accident.
 */
export async function openCheckout(applicationId: string, planId: string): Promise<Outcome> {
  const plan = findPlan(planId);
  const application = await findApplication(applicationId);
  if (!application || !plan) throw notFound();
  if (application.state !== "submitted") return { kind: "paid" };
  if (await isTaken()) throw new AppError("conflict", "applications.errors.dedicated");
  try {
    return await reuseOrCreate(application, plan);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    log.error({ err: error, applicationId }, "checkout could not be opened");
    throw new AppError("unavailable", "applications.errors.paymentUnavailable");
  }
}

async function reuseOrCreate(application: Application, plan: Plan): Promise<Outcome> {
  const { checkoutSessionId } = application;
  const current = checkoutSessionId ? await findCheckout(checkoutSessionId) : null;
  if (current?.status === "complete" && !(await hasFailed(current.id))) return { kind: "paid" };
  if (current?.status === "open" && current.url) {
    if (application.planId === plan.id) return { kind: "pay", url: current.url };
    await stripe().checkout.sessions.expire(current.id);
  }
  return createCheckout(application, plan);
}

async function createCheckout(application: Application, plan: Plan): Promise<Outcome> {
  const { id, email, locale, checkoutSessionId } = application;
  const t = await mailTranslator(locale, "plans");
  const productName = t("product", { plan: t(`names.${plan.id}`) });
  const session = await stripe().checkout.sessions.create(
    checkoutParams({ applicationId: id, email, locale, plan, productName, origin: env().ECAI_URL }),
    // A crash or a second tab before the session is stored gets this same session again.
    { idempotencyKey: `checkout:${id}:${checkoutSessionId ?? "first"}:${plan.id}:${locale}` },
  );
  const isStored = await storeCheckout(application, session.id, plan.id);
  const latest = isStored ? null : await findApplication(id);
  if (latest?.checkoutSessionId && latest.checkoutSessionId !== session.id) {
    await stripe().checkout.sessions.expire(session.id);
    const other = await findCheckout(latest.checkoutSessionId);
    if (other?.status === "complete") return { kind: "paid" };
    if (other?.url) return { kind: "pay", url: other.url };
  }
  if (!session.url) throw new AppError("unavailable", "applications.errors.paymentUnavailable");
  return { kind: "pay", url: session.url };
}

async function storeCheckout(application: Application, sessionId: string, planId: string) {
  const expiresAt = new Date(Date.now() + applicationLifetimeMs);
  const rows = await controlDb()
    .update(applications)
    .set({ checkoutSessionId: sessionId, planId, expiresAt, updatedAt: new Date() })
    .where(
      and(
        eq(applications.id, application.id),
        eq(applications.state, "submitted"),
        sql`${applications.checkoutSessionId} is not distinct from ${application.checkoutSessionId}`,
      ),
    )
    .returning({ id: applications.id });
  return rows.length > 0;
}

/** Stores a signed event of the payment provider as it came, then applies it. Throws `invalid` when forged. */
export async function receivePaymentEvent(body: string, signature: string): Promise<void> {
  const event = await readSignedEvent(body, signature);
  await controlDb()
    .insert(paymentEvents)
    .values({ id: event.id, type: event.type, payload: JSON.parse(body) })
    .onConflictDoNothing();
  await applyPaymentEvent(event.id);
}

/** Applies a stored event once, however often and in whatever order it is called. */
export async function applyPaymentEvent(id: string): Promise<void> {
  const [stored] = await controlDb().select().from(paymentEvents).where(eq(paymentEvents.id, id));
  if (!stored || stored.appliedAt) return;
  // An invoice is the same however often it is written: no lock, and its customer's own transaction.
  await applyInvoiceEvent(stored);
  await controlDb().transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(paymentEvents)
      .where(eq(paymentEvents.id, id))
      .for("update");
    if (!row || row.appliedAt) return;
    const event = paymentEventSchema.parse(row.payload);
    const isPayment =
      event.type === "checkout.session.completed" ||
      event.type === "checkout.session.async_payment_succeeded";
    if (isPayment) await applyPayment(tx, checkoutSchema.parse(event.data.object));
    await tx.update(paymentEvents).set({ appliedAt: new Date() }).where(eq(paymentEvents.id, id));
  });
}

async function applyPayment(tx: Transaction, session: PaidCheckout): Promise<void> {
  if (session.payment_status !== "paid") return;
  const application = await lockApplication(tx, session.client_reference_id);
  if (!application) return raiseAlarm(tx, "applications.unknown-payment", session);
  if (application.state === "submitted") return markPaid(tx, application, session);
  if (application.checkoutSessionId === session.id) return;
  await raiseAlarm(tx, "applications.paid-twice", session);
}

async function lockApplication(tx: Transaction, id: string | null | undefined) {
  if (!id || !/^[0-9a-f-]{36}$/i.test(id)) return null;
  const [row] = await tx.select().from(applications).where(eq(applications.id, id)).for("update");
  return row ?? null;
}

async function markPaid(tx: Transaction, { id, planId }: Application, session: PaidCheckout) {
  const now = new Date();
  await tx
    .update(applications)
    .set({
      state: "paid",
      paidAt: now,
      planId: findPlan(session.metadata?.planId)?.id ?? planId,
      checkoutSessionId: session.id,
      stripeCustomerId: session.customer ?? null,
      stripeSubscriptionId: session.subscription ?? null,
      codeRequestedAt: now,
      updatedAt: now,
    })
    .where(eq(applications.id, id));
  const options = { jobKey: `application-code:${id}` };
  await enqueue(tx, "applications.send-code", { applicationId: id }, options);
}

/** Money arrived that belongs to no open application: an operator has to give it back. */
async function raiseAlarm(tx: Transaction, task: string, session: PaidCheckout): Promise<void> {
  const facts = { session: session.id, subscription: session.subscription ?? null };
  const error = `${JSON.stringify(facts)} application ${session.client_reference_id ?? "unknown"}`;
  log.error({ ...facts, application: session.client_reference_id }, task);
  await tx.insert(jobRuns).values({ task, state: "failed", error, finishedAt: new Date() });
}
