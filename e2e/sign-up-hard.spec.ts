import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { paymentEvent } from "@/bin/testing/payment-event";
import { paths } from "@/lib/paths";
import { uniqueEmail } from "./accounts";
import { expect, type Page, type Service, test } from "./fixtures";
import type { Inbox } from "./inbox";
import { open, ready } from "./ready";
import {
  applyFor,
  codeMail,
  completionMail,
  endCoolDown,
  fillRegistration,
  heading,
  mailedCode,
  openCheckout,
  pay,
  payButton,
  paymentLink,
  reachDashboard,
  reachRegistration,
  submitRegistration,
  tenantsOf,
} from "./sign-up-steps";

const stripe = new Stripe("sk_test_local");

type EventOptions = { secret?: string; ageSeconds?: number; id?: string; session?: string };

/** An event about the application's payment, as the payment provider signs and posts it; the answer's status. */
async function postEvent(
  service: Service,
  email: string,
  type: string,
  options: EventOptions = {},
) {
  const { sql, stripeWebhookSecret, url } = service;
  const [application] = await sql<{ id: string; session: string }[]>`
    select id, checkout_session_id as session from applications where email = ${email}`;
  if (!application) throw new Error(`No application of ${email}`);
  const { session = application.session, ageSeconds = 0, secret = stripeWebhookSecret } = options;
  const timestamp = Math.floor(Date.now() / 1000) - ageSeconds;
  const payload = paymentEvent({
    id: application.id,
    sessionId: session,
    type,
    ...(options.id && { eventId: options.id }),
  });
  const signature = stripe.webhooks.generateTestHeaderString({
    payload,
    secret,
    timestamp,
  });
  const response = await fetch(`${url}/api/webhooks/stripe`, {
    method: "POST",
    body: payload,
    headers: { "content-type": "application/json", "stripe-signature": signature },
  });
  return response.status;
}

/** To the payment provider's page, which stays open and unpaid. */
async function reachCheckout(page: Page, inbox: Inbox, email: string): Promise<void> {
  await applyFor(page, email);
  await openCheckout(page, await paymentLink(inbox, email));
}

const stateOf = async ({ sql }: Service, email: string): Promise<unknown> => {
  const [row] = await sql`select state from applications where email = ${email}`;
  return row?.state;
};

test("W2: a link after its 24 hours is refused and a new one is sent", async ({
  page,
  service,
  inbox,
}) => {
  const email = uniqueEmail("expired");
  await applyFor(page, email);
  const link = await paymentLink(inbox, email);
  await service.sql`
    update application_links set expires_at = now() - interval '1 minute'
    where application_id = (select id from applications where email = ${email})`;
  await endCoolDown(service, email);
  await open(page, link);
  await expect(heading(page, "リンクの有効期限が切れています")).toBeVisible();
  await page.getByRole("button", { name: "新しいリンクを送る" }).click();
  await expect.poll(() => paymentLink(inbox, email), { timeout: 20_000 }).not.toBe(link);
  await openCheckout(page, await paymentLink(inbox, email));
});

test("W2: a payment that failed says so and another one goes through", async ({
  page,
  service,
  inbox,
}) => {
  const email = uniqueEmail("failed");
  await reachCheckout(page, inbox, email);
  expect(await postEvent(service, email, "checkout.session.async_payment_failed")).toBe(200);
  await open(page, paths.signUpReturn);
  await expect(heading(page, "お支払いを完了できませんでした")).toBeVisible();
  await ready(page);
  await page.getByRole("button", { name: "もう一度お支払いへ進む" }).click();
  await expect(payButton(page)).toBeVisible();
  await pay(page);
  await page.waitForURL(`**${paths.signUpRegistration}`);
});

test("W3: a forged notice and one older than 300 seconds change nothing", async ({
  page,
  service,
  inbox,
}) => {
  const email = uniqueEmail("forged");
  await reachCheckout(page, inbox, email);
  const type = "checkout.session.completed";
  expect(await postEvent(service, email, type, { secret: "whsec_not_ours" })).toBe(400);
  expect(await postEvent(service, email, type, { ageSeconds: 301 })).toBe(400);
  expect(await stateOf(service, email)).toBe("submitted");
  await open(page, paths.signUpRegistration);
  await expect(page.getByLabel("認証コード", { exact: true })).toHaveCount(0);
});

test("W3: a notice before the browser's return, five times and shuffled, counts once", async ({
  page,
  service,
  inbox,
}) => {
  const email = uniqueEmail("shuffled");
  await reachCheckout(page, inbox, email);
  const id = `evt_${randomUUID()}`;
  const notices = [
    ...Array.from({ length: 5 }, () =>
      postEvent(service, email, "checkout.session.completed", { id }),
    ),
    postEvent(service, email, "checkout.session.expired", { ageSeconds: 60 }),
    postEvent(service, email, "checkout.session.async_payment_failed", { ageSeconds: 120 }),
  ];
  expect(new Set(await Promise.all(notices))).toEqual(new Set([200]));
  await pay(page);
  await page.waitForURL(`**${paths.signUpRegistration}`);
  await fillRegistration(page, await mailedCode(inbox, email));
  const mails = (await inbox.list(email)).filter(({ subject }) => codeMail.test(subject));
  expect(mails).toHaveLength(1);
  await submitRegistration(page);
  await reachDashboard(page);
  expect(await tenantsOf(service, email)).toBe(1);
});

test("W3: a second payment makes no second environment and alarms the operator", async ({
  page,
  service,
  inbox,
}) => {
  const email = uniqueEmail("twice");
  await reachRegistration(page, inbox, email);
  const session = `cs_${randomUUID()}`;
  expect(await postEvent(service, email, "checkout.session.completed", { session })).toBe(200);
  await fillRegistration(page, await mailedCode(inbox, email));
  await submitRegistration(page);
  await reachDashboard(page);
  expect(await tenantsOf(service, email)).toBe(1);
  const alarms = await service.sql`
    select 1 from job_runs where task = 'applications.paid-twice'
      and error like '%' || (select id::text from applications where email = ${email}) || '%'`;
  expect(alarms).toHaveLength(1);
});

test("W4: a code after its ten minutes is refused, the one sent again works", async ({
  page,
  service,
  inbox,
}) => {
  const email = uniqueEmail("late-code");
  await reachRegistration(page, inbox, email);
  const code = await mailedCode(inbox, email);
  await service.sql`
    update application_codes set expires_at = now() - interval '1 second'
    where application_id = (select id from applications where email = ${email})`;
  await fillRegistration(page, code);
  await submitRegistration(page);
  await expect(page.getByText(/認証コードの有効期限が切れています/).first()).toBeVisible();
  await endCoolDown(service, email);
  await page.reload();
  await ready(page);
  await page.getByRole("button", { name: "認証コードを再送する" }).click();
  await expect.poll(() => mailedCode(inbox, email), { timeout: 20_000 }).not.toBe(code);
  await expect(page.getByText(/秒後に再送できます/)).toBeVisible();
  await fillRegistration(page, await mailedCode(inbox, email));
  await submitRegistration(page);
  await reachDashboard(page);
});

test("W4: fifty submits of the last step at once make one environment", async ({
  page,
  service,
  inbox,
}) => {
  const email = uniqueEmail("fifty");
  await reachRegistration(page, inbox, email);
  await fillRegistration(page, await mailedCode(inbox, email));
  let submits = 0;
  await page.route(`**${paths.signUpRegistration}`, async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => route.fetch({ timeout: 90_000 })),
    );
    submits = answers.filter((answer) => answer.status() < 500).length;
    const first = answers.find((answer) => answer.status() < 400) ?? answers[0];
    await (first ? route.fulfill({ response: first }) : route.abort());
  });
  await submitRegistration(page);
  await inbox.newest(email, completionMail);
  await expect.poll(() => submits, { timeout: 90_000 }).toBe(50);
  expect(await tenantsOf(service, email)).toBe(1);
  const mails = (await inbox.list(email)).filter(({ subject }) => completionMail.test(subject));
  expect(mails).toHaveLength(1);
});
