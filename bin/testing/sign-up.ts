import { Logger, runOnce, type TaskList } from "graphile-worker";
import Stripe from "stripe";
import { uniqueEmail } from "@/db/testing";
import { applicationJobs } from "@/lib/applications/jobs";
import { redeemPaymentLink, startApplication } from "@/lib/applications/mutations";
import { findApplication } from "@/lib/applications/queries";
import { readPass } from "@/lib/applications/rules";
import { openCheckout, receivePaymentEvent } from "@/lib/checkouts/mutations";
import { startLocalResend, startLocalStripe } from "../local/emulators";
import { paymentEvent } from "./payment-event";

type Mail = { id: string; to: string[]; subject: string; html: string; text: string };

const nowhere = "http://127.0.0.1:9";
export const password = "kaze-ni-yureru-sumire-42";

/** The local payment and mail providers, with the settings that lead to them. */
export async function startProviders(): Promise<{ stop: () => Promise<void> }> {
  const stripe = await startLocalStripe({ publicUrl: nowhere });
  const resend = await startLocalResend({ publicUrl: nowhere });
  Object.assign(process.env, stripe.env, resend.env);
  return { stop: async () => void (await Promise.all([stripe.stop(), resend.stop()])) };
}

export const request = (ip = `10.${Math.floor(Math.random() * 1e6)}`) => ({
  ip,
  userAgent: "vitest",
  requestId: null,
});

/** Runs the waiting jobs of the sign-up as a worker would. */
export async function runJobs(): Promise<void> {
  const entries = Object.entries(applicationJobs).map(([name, make]) => {
    const work = make(name);
    return [name, (payload: unknown) => work(payload, { attempt: 1, jobId: "test" })] as const;
  });
  const taskList: TaskList = Object.fromEntries(entries);
  const logger = new Logger(() => () => {});
  await runOnce({ connectionString: process.env.DATABASE_URL ?? "", taskList, logger });
}

export async function mailsTo(email: string): Promise<Mail[]> {
  const query = new URLSearchParams({ to: email });
  const response = await fetch(`${process.env.RESEND_BASE_URL}/emails?${query}`);
  const list: { data: Mail[] } = await response.json();
  return list.data;
}

/** The secret in the newest mail's link. */
export async function linkToken(email: string, kind: "payment" | "resume"): Promise<string> {
  const mails = await mailsTo(email);
  const found = mails
    .map((mail) => new RegExp(`/sign-up/${kind}/([\\w-]+)`).exec(mail.html)?.[1])
    .findLast(Boolean);
  if (!found) throw new Error(`no ${kind} link for ${email}`);
  return found;
}

export async function codeIn(email: string): Promise<string> {
  const mails = await mailsTo(email);
  const found = mails.map((mail) => /\b(\d{6})\b/.exec(mail.text)?.[1]).findLast(Boolean);
  if (!found) throw new Error(`no code for ${email}`);
  return found;
}

export async function startSignUp(email = uniqueEmail("signup")) {
  const input = { email, country: "JP" as const, planId: null, locale: "ja" };
  const id = readPass(await startApplication(request(), input))?.id ?? "";
  await runJobs();
  return { id, email };
}

/** An application whose payment page is open. */
export async function openPayment() {
  const { id, email } = await startSignUp();
  await redeemPaymentLink(await linkToken(email, "payment"));
  await openCheckout(id, "standard");
  const sessionId = (await findApplication(id))?.checkoutSessionId ?? "";
  return { id, email, sessionId };
}

export function signature(payload: string, timestamp = Math.floor(Date.now() / 1000)): string {
  const secret = process.env.STRIPE_WEBHOOK_SECRET ?? "";
  return new Stripe("sk_test").webhooks.generateTestHeaderString({ payload, secret, timestamp });
}

export async function deliverEvent(payload: string): Promise<void> {
  await receivePaymentEvent(payload, signature(payload));
}

/** An application that is paid and has its code. */
export async function paySignUp() {
  const opened = await openPayment();
  await deliverEvent(paymentEvent(opened));
  await runJobs();
  return { ...opened, code: await codeIn(opened.email) };
}

export const details = (applicationId: string, code: string) => ({
  applicationId,
  code,
  companyName: "みどり商店株式会社",
  contactName: "山田 花子",
  password,
  isAgreed: true,
});
