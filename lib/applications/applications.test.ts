import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paymentEvent } from "@/bin/testing/payment-event";
import {
  deliverEvent,
  linkToken,
  mailsTo,
  openPayment,
  paySignUp,
  request,
  runJobs,
  startProviders,
  startSignUp,
} from "@/bin/testing/sign-up";
import { controlDb } from "@/db/client";
import { applicationLinks, applications } from "@/db/schema/applications";
import { createTestTenant, uniqueEmail } from "@/db/testing";
import { redeemPaymentLink, redeemResumeLink, requestLink, startApplication } from "./mutations";
import { getLinkView } from "./queries";
import { isBlockedCountry, issuePass, readPass, stepPath } from "./rules";

let providers: { stop: () => Promise<void> };
beforeAll(async () => {
  process.env.SIGNUP_BLOCKED_COUNTRIES = "KP, IR";
  providers = await startProviders();
});
afterAll(() => providers.stop());

const input = (email: string) => ({ email, country: "JP" as const, planId: null, locale: "ja" });

async function coolDown(id: string) {
  const long = new Date(Date.now() - 3_600_000);
  await controlDb()
    .update(applications)
    .set({ linkRequestedAt: long, codeRequestedAt: long })
    .where(eq(applications.id, id));
}

describe("the first step", () => {
  it("W1: an address already in use gets the same answer and a mail that says so", async () => {
    const { ctx } = await createTestTenant();
    const known = ctx.actor.email ?? "";
    const fresh = uniqueEmail();
    const answers = [
      readPass(await startApplication(request(), input(known))),
      readPass(await startApplication(request(), input(fresh))),
    ];
    await runJobs();
    expect(answers.map((pass) => pass && { ...pass, id: pass.id.length })).toEqual([
      { id: 36, isProven: false },
      { id: 36, isProven: false },
    ]);
    const [mail] = await mailsTo(known);
    expect(mail?.html).toContain("/sign-in");
    expect(mail?.html).toContain("/password-reset");
    expect(mail?.html).not.toContain("/sign-up/payment/");
    expect((await mailsTo(fresh))[0]?.html).toContain("/sign-up/payment/");
  });

  it("W1: six sign-ups of one address within an hour are throttled", async () => {
    const email = uniqueEmail();
    for (let turn = 0; turn < 5; turn += 1) await startApplication(request(), input(email));
    await expect(startApplication(request(), input(email))).rejects.toMatchObject({
      code: "throttled",
    });
  });

  it("W1: one network is throttled after thirty sign-ups within an hour", async () => {
    const from = request("203.0.113.77");
    for (let turn = 0; turn < 30; turn += 1) await startApplication(from, input(uniqueEmail()));
    await expect(startApplication(from, input(uniqueEmail()))).rejects.toMatchObject({
      code: "throttled",
    });
  });

  it("W1: simultaneous sign-ups of one address make one application", async () => {
    const email = uniqueEmail();
    const passes = await Promise.all(
      Array.from({ length: 5 }, () => startApplication(request(), input(email))),
    );
    expect(new Set(passes.map((pass) => readPass(pass)?.id)).size).toBe(1);
  });

  it("W29: a configured country is refused with a message at the field", async () => {
    const refused = startApplication(request(), { ...input(uniqueEmail()), country: "KP" });
    await expect(refused).rejects.toMatchObject({
      details: { fieldErrors: { country: ["applications.errors.countryRefused"] } },
    });
    expect(isBlockedCountry("jp", ["KP"])).toBe(false);
  });
});

describe("the payment link", () => {
  it("W2: opening the link changes nothing, using it works once", async () => {
    const { id, email } = await startSignUp();
    const token = await linkToken(email, "payment");
    expect((await getLinkView(token, "payment")).status).toBe("valid");
    expect((await getLinkView(token, "payment")).status).toBe("valid");
    expect(await redeemPaymentLink(token)).toBe(id);
    expect((await getLinkView(token, "payment")).status).toBe("resumed");
    const links = await controlDb()
      .select()
      .from(applicationLinks)
      .where(eq(applicationLinks.applicationId, id));
    expect(links).toHaveLength(1);
    expect(JSON.stringify(links)).not.toContain(token);
  });

  it("W2: a newer link ends the older one, and sending again cools down", async () => {
    const { id, email } = await startSignUp();
    const older = await linkToken(email, "payment");
    await expect(requestLink({ applicationId: id })).rejects.toMatchObject({ code: "throttled" });
    await coolDown(id);
    await requestLink({ applicationId: id });
    await runJobs();
    const newer = await linkToken(email, "payment");
    expect(newer).not.toBe(older);
    expect((await getLinkView(older, "payment")).status).toBe("superseded");
    await expect(redeemPaymentLink(older)).rejects.toMatchObject({ code: "expired" });
    expect(await redeemPaymentLink(newer)).toBe(id);
  });

  it("W2: an expired link and an unknown one are refused, each in its own words", async () => {
    const { id, email } = await startSignUp();
    const token = await linkToken(email, "payment");
    await controlDb()
      .update(applicationLinks)
      .set({ expiresAt: new Date(Date.now() - 1000) })
      .where(eq(applicationLinks.applicationId, id));
    expect((await getLinkView(token, "payment")).status).toBe("expired");
    await expect(redeemPaymentLink(token)).rejects.toMatchObject({
      messageKey: "applications.errors.linkExpired",
    });
    await expect(redeemPaymentLink("no-such-link")).rejects.toMatchObject({
      messageKey: "applications.errors.linkUnknown",
    });
  });

  it("W2: a link of a paid application goes on instead of asking for money again", async () => {
    const { id, email, sessionId } = await openPayment();
    const token = await linkToken(email, "payment");
    await deliverEvent(paymentEvent({ id, sessionId }));
    expect((await getLinkView(token, "payment")).status).toBe("settled");
    expect(await redeemPaymentLink(token)).toBe(id);
  });

  it("W2: a paid application that starts anew is mailed a way back, not a second payment", async () => {
    const { id, email } = await paySignUp();
    const pass = readPass(await startApplication(request(), input(email)));
    expect(pass).toEqual({ id, isProven: false });
    await runJobs();
    const token = await linkToken(email, "resume");
    expect(await redeemResumeLink(token)).toBe(id);
    await expect(redeemResumeLink(token)).rejects.toMatchObject({ code: "expired" });
  });
});

describe("where a browser goes on", () => {
  it("W3: a browser that proved nothing learns nothing of the application", () => {
    const paid = { state: "paid" as const, checkoutSessionId: "cs_1" };
    expect(stepPath(paid, false)).toBe("/sign-up/sent");
    expect(stepPath(paid, true)).toBe("/sign-up/registration");
    expect(readPass(`${issuePass({ id: "a", isProven: false })}x`)).toBeNull();
  });
});
