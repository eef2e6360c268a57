import { randomBytes } from "node:crypto";
import Stripe from "stripe";
import {
  type Front,
  type FrontRequest,
  type FrontResponse,
  forward,
  json,
  startFront,
} from "./http-front";
import { type BillingStore, createBillingStore } from "./stripe-billing";
import { createSessionStore, type SessionStore } from "./stripe-sessions";
import { controlSender, createWebhookSender } from "./webhook-sender";

type Options = {
  port: number;
  emulatorUrl: string;
  /** Signs what the emulator posts to this front. */
  emulatorSecret: string;
  webhookUrl: string;
  webhookSecret: string;
};
type Answer = FrontResponse & { body: Buffer };

export const emulatorEventsPath = "/_local/events";
const sessionsPath = "/v1/checkout/sessions";
const stripe = new Stripe("sk_test_local");

/**
 * Stands before the Stripe emulator and adds what the real service has: prices
 * given with the session, the session's own fields, idempotency keys, event
 * ids, events that are retried instead of awaited, subscriptions, invoices and
 * the billing portal.
 */
export async function startStripeFront(options: Options): Promise<Front> {
  const sessions = createSessionStore(options.emulatorUrl);
  const answers = new Map<string, Promise<Answer>>();
  const sender = createWebhookSender({
    url: options.webhookUrl,
    sign: (_id, payload) => ({
      "stripe-signature": stripe.webhooks.generateTestHeaderString({
        payload,
        secret: options.webhookSecret,
      }),
    }),
  });
  const send = (type: string, object: Record<string, unknown>) => {
    const id = `evt_${randomBytes(12).toString("hex")}`;
    sender.enqueue(id, JSON.stringify(eventOf(id, type, object)));
  };
  const billing = createBillingStore({ url: `http://127.0.0.1:${options.port}`, send });
  const front = await startFront(options.port, async (request) => {
    const { pathname } = request.url;
    if (pathname === emulatorEventsPath)
      return receiveEvent(request, options.emulatorSecret, { sessions, billing, send });
    if (controlSender(sender, pathname)) return json(200, {});
    const billed = billing.answer(request);
    if (billed) return billed;
    const key = request.method === "POST" ? request.headers["idempotency-key"] : undefined;
    if (!key) return answerFor(options.emulatorUrl, sessions, request);
    const answer = answers.get(key) ?? answerFor(options.emulatorUrl, sessions, request);
    answers.set(key, answer);
    return answer;
  });
  const close = async () => {
    sender.close();
    await front.close();
  };
  return { url: front.url, close };
}

async function answerFor(
  emulatorUrl: string,
  sessions: SessionStore,
  request: FrontRequest,
): Promise<Answer> {
  const { pathname, search } = request.url;
  if (request.method === "POST" && pathname === sessionsPath) return sessions.create(request);
  const answer = await forward(emulatorUrl, request, pathname + search);
  const isPage = answer.headers?.["content-type"]?.includes("html");
  if (isPage) return { ...answer, body: Buffer.from(inYen(answer.body.toString())) };
  return pathname.startsWith(`${sessionsPath}/`) && answer.status === 200
    ? {
        ...answer,
        body: Buffer.from(JSON.stringify(sessions.complete(JSON.parse(answer.body.toString())))),
      }
    : answer;
}

/** The emulator's page shows every amount in cents and dollars; yen has no smaller unit. */
function inYen(page: string): string {
  if (!page.includes(" JPY")) return page;
  return page.replace(/\$(\d+)\.(\d\d)( JPY)?/g, (_all, whole: string, rest: string) => {
    return `¥${Number(whole + rest).toLocaleString("en-US")}`;
  });
}

type Receiver = {
  sessions: SessionStore;
  billing: BillingStore;
  send: (type: string, object: Record<string, unknown>) => void;
};

function receiveEvent(
  request: FrontRequest,
  secret: string,
  { sessions, billing, send }: Receiver,
): FrontResponse {
  const signature = request.headers["stripe-signature"] ?? "";
  const { type, data } = stripe.webhooks.constructEvent(request.body, signature, secret);
  if (!type.startsWith("checkout.session.")) return json(200, {});
  const session = sessions.complete(JSON.parse(JSON.stringify(data.object)));
  send(type, session);
  const { subscription, customer, amount_total: amount } = session;
  if (type === "checkout.session.completed" && subscription)
    billing.begin({
      subscription: String(subscription),
      customer: String(customer),
      amount: Number(amount),
      description: "ECAI 月額料金",
    });
  return json(200, {});
}

const eventOf = (id: string, type: string, object: Record<string, unknown>) => ({
  id,
  object: "event",
  api_version: Stripe.API_VERSION,
  created: Math.floor(Date.now() / 1000),
  livemode: false,
  type,
  data: { object },
});
