import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Resend } from "resend";
import Stripe from "stripe";
import { Webhook } from "svix";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type LocalProvider, startLocalResend, startLocalStripe } from "./emulators";

type Posted = { path: string; headers: Record<string, string>; body: string };

const posted: Posted[] = [];
let receiver: Server;
let stripeProvider: LocalProvider;
let resendProvider: LocalProvider;
/** Answers the receiver gives next with an error. */
let refusals = 0;

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([k, v]) => [k, String(v)]),
    );
    posted.push({ path: request.url ?? "", headers, body });
    response.writeHead(refusals-- > 0 ? 503 : 200).end();
  }).listen(0, "127.0.0.1");
  await vi.waitUntil(() => receiver.listening);
  const publicUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  stripeProvider = await startLocalStripe({ publicUrl });
  resendProvider = await startLocalResend({ publicUrl });
});

afterAll(async () => {
  await Promise.all([stripeProvider.stop(), resendProvider.stop()]);
  receiver.close();
});

describe("the local payment provider", () => {
  it("posts a signed event with an id after payment and again, the same, after a refusal", async () => {
    const { hostname, port } = new URL(stripeProvider.url);
    const stripe = new Stripe("sk_test", { protocol: "http", host: hostname, port });
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: "jpy",
            unit_amount: 2980,
            recurring: { interval: "month" },
            product_data: { name: "スタンダード" },
          },
        },
      ],
      client_reference_id: "application-1",
      success_url: "http://127.0.0.1/done?session={CHECKOUT_SESSION_ID}",
    });
    expect(await (await fetch(session.url ?? "")).text()).toContain("Pay ¥2,980");
    refusals = 1;
    const paid = await fetch(`${session.url}/complete`, { method: "POST", redirect: "manual" });
    expect(paid.headers.get("location")).toBe(`http://127.0.0.1/done?session=${session.id}`);
    // The payment, its first invoice, and one of them again.
    await vi.waitUntil(() => posted.length >= 3, { timeout: 10_000 });
    const events = posted
      .splice(0)
      .map(({ headers, body }) =>
        stripe.webhooks.constructEvent(
          body,
          headers["stripe-signature"] ?? "",
          stripeProvider.env.STRIPE_WEBHOOK_SECRET ?? "",
        ),
      );
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    expect(events.find(({ type }) => type === "invoice.paid")?.data.object).toMatchObject({
      total: 2980,
    });
    expect(events.find(({ type }) => type !== "invoice.paid")).toMatchObject({
      type: "checkout.session.completed",
      data: {
        object: { id: session.id, payment_status: "paid", client_reference_id: "application-1" },
      },
    });
  });
});

describe("the local mail provider", () => {
  it("posts events in the real scheme, once for a request that is sent twice", async () => {
    const resend = new Resend("re_test", { baseUrl: resendProvider.url });
    const from = "差出人 <from@example.jp>";
    const send = () =>
      resend.batch.send(
        [
          {
            from,
            to: "reader@example.jp",
            subject: "一",
            text: "x",
            tags: [{ name: "batch", value: "1" }],
          },
          { from, to: "bounced@resend.dev", subject: "二", text: "x" },
        ],
        { idempotencyKey: "batch-1" },
      );
    const [first, second] = [await send(), await send()];
    expect(second.data).toEqual(first.data);
    await vi.waitUntil(() => posted.length >= 4, { timeout: 10_000 });
    const verifier = new Webhook(resendProvider.env.RESEND_WEBHOOK_SECRET ?? "");
    const events = posted
      .splice(0)
      .map(({ headers, body }) => verifier.verify(body, headers) as { type: string });
    expect(events.map(({ type }) => type).sort()).toEqual([
      "email.bounced",
      "email.delivered",
      "email.sent",
      "email.sent",
    ]);
    expect(events.find(({ type }) => type === "email.delivered")).toMatchObject({
      data: { to: ["reader@example.jp"], tags: { batch: "1" } },
    });
  });
});
