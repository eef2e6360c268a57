import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { paymentEvent } from "@/bin/testing/payment-event";
import {
  deliverEvent,
  mailsTo,
  openPayment,
  runJobs,
  signature,
  startProviders,
} from "@/bin/testing/sign-up";
import { controlDb } from "@/db/client";
import { jobRuns, paymentEvents } from "@/db/schema/control";
import { findApplication } from "@/lib/applications/queries";
import { openCheckout, receivePaymentEvent } from "./mutations";
import { findCheckout, getPaymentView } from "./queries";

vi.mock("next/headers", () => ({
  headers: async () => new Headers(),
  cookies: async () => new Map(),
}));

let providers: { stop: () => Promise<void> };
beforeAll(async () => {
  providers = await startProviders();
});
afterAll(() => providers.stop());

const codeMails = async (email: string) =>
  (await mailsTo(email)).filter((mail) => mail.subject.includes("認証コード"));

async function postEvent(payload: string, header: string): Promise<number> {
  const { POST } = await import("@/app/api/webhooks/stripe/route");
  const { NextRequest } = await import("next/server");
  const request = new NextRequest("http://localhost:3000/api/webhooks/stripe", {
    method: "POST",
    body: payload,
    headers: { "stripe-signature": header },
  });
  return (await POST(request, { params: Promise.resolve({}) })).status;
}

describe("the payment page", () => {
  it("W2: a cancelled payment goes on with the open session, another plan replaces it", async () => {
    const { id, sessionId } = await openPayment();
    expect(await getPaymentView(sessionId, undefined)).toBe("cancelled");
    const again = await openCheckout(id, "standard");
    expect(again).toMatchObject({ kind: "pay", url: expect.stringContaining(sessionId) });
    await openCheckout(id, "light");
    const changed = await findApplication(id);
    expect(changed?.checkoutSessionId).not.toBe(sessionId);
    expect(changed?.planId).toBe("light");
    expect((await findCheckout(sessionId))?.status).toBe("expired");
  });

  it("W2: five simultaneous openings share one open session", async () => {
    const { id, sessionId } = await openPayment();
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => openCheckout(id, "standard")),
    );
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1);
    expect((await findApplication(id))?.checkoutSessionId).toBe(sessionId);
  });

  it("W2: a failed payment is said so and can be tried again", async () => {
    const { id, sessionId } = await openPayment();
    const type = "checkout.session.async_payment_failed";
    await deliverEvent(paymentEvent({ id, sessionId, type }));
    expect((await findApplication(id))?.state).toBe("submitted");
    expect(await getPaymentView(sessionId, sessionId)).toBe("failed");
    await fetch(`${process.env.STRIPE_API_BASE}/checkout/${sessionId}/complete`, {
      method: "POST",
      redirect: "manual",
    });
    expect(await getPaymentView(sessionId, sessionId)).toBe("waiting");
    expect(await openCheckout(id, "standard")).toMatchObject({ kind: "pay" });
  });
});

describe("the payment provider's events", () => {
  it("W3: the return page only looks, the signed event makes the application paid", async () => {
    const { id, email, sessionId } = await openPayment();
    expect(await getPaymentView(sessionId, sessionId)).toBe("waiting");
    expect((await findApplication(id))?.state).toBe("submitted");
    await deliverEvent(paymentEvent({ id, sessionId }));
    expect(await findApplication(id)).toMatchObject({
      state: "paid",
      stripeCustomerId: `cus_${sessionId}`,
      stripeSubscriptionId: `sub_${sessionId}`,
    });
    await runJobs();
    expect(await codeMails(email)).toHaveLength(1);
  });

  it("W3: five deliveries of one event at once pay once and mail one code", async () => {
    const { id, email, sessionId } = await openPayment();
    const payload = paymentEvent({ id, sessionId });
    await Promise.all(Array.from({ length: 5 }, () => deliverEvent(payload)));
    await runJobs();
    const paidAt = (await findApplication(id))?.paidAt;
    await deliverEvent(payload);
    await runJobs();
    expect((await findApplication(id))?.paidAt).toEqual(paidAt);
    expect(await codeMails(email)).toHaveLength(1);
  });

  it("W3: shuffled events end in the same state", async () => {
    const { id, email, sessionId } = await openPayment();
    const types = ["checkout.session.expired", "checkout.session.completed", "invoice.paid"];
    for (const type of [...types].reverse()) {
      await deliverEvent(
        paymentEvent({ id, sessionId: type.includes("expired") ? "cs_x" : sessionId, type }),
      );
    }
    await runJobs();
    expect((await findApplication(id))?.state).toBe("paid");
    expect(await codeMails(email)).toHaveLength(1);
  });

  it("W3: a forged event and one older than 300 seconds are refused with 400", async () => {
    const { id, sessionId } = await openPayment();
    const payload = paymentEvent({ id, sessionId });
    const old = Math.floor(Date.now() / 1000) - 301;
    expect(await postEvent(payload, "t=1,v1=00")).toBe(400);
    expect(await postEvent(payload, "")).toBe(400);
    expect(await postEvent(payload, signature(payload, old))).toBe(400);
    expect(await postEvent(payload.replace("paid", "PAID"), signature(payload))).toBe(400);
    expect((await findApplication(id))?.state).toBe("submitted");
    expect(await postEvent(payload, signature(payload))).toBe(200);
    expect((await findApplication(id))?.state).toBe("paid");
  });

  it("W3: an application paid twice stays one and alarms the operator", async () => {
    const { id, sessionId } = await openPayment();
    await deliverEvent(paymentEvent({ id, sessionId }));
    await deliverEvent(paymentEvent({ id, sessionId: `${sessionId}_second` }));
    expect((await findApplication(id))?.checkoutSessionId).toBe(sessionId);
    const alarms = await controlDb()
      .select()
      .from(jobRuns)
      .where(eq(jobRuns.task, "applications.paid-twice"));
    expect(alarms.filter((row) => row.error?.includes(id))).toHaveLength(1);
  });

  it("W3: events are kept raw, also those of an unknown application", async () => {
    const payload = paymentEvent({ id: crypto.randomUUID(), sessionId: "cs_unknown" });
    const { id } = JSON.parse(payload);
    await receivePaymentEvent(payload, signature(payload));
    const [row] = await controlDb().select().from(paymentEvents).where(eq(paymentEvents.id, id));
    expect(row?.payload).toEqual(JSON.parse(payload));
    expect(row?.appliedAt).not.toBeNull();
    const [count] = await controlDb().execute<{ count: number }>(
      sql`select count(*)::int as count from job_runs where task = 'applications.unknown-payment'`,
    );
    expect(count?.count).toBeGreaterThan(0);
  });
});
