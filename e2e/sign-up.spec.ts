import type { Page, Request } from "@playwright/test";
import { paths } from "@/lib/paths";
import { createTenant, createUser, uniqueEmail } from "./accounts";
import { expect, test } from "./fixtures";
import { linkIn } from "./inbox";
import { open, ready } from "./ready";
import type { Service } from "./service";
import {
  applyFor,
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
  registration,
  submitRegistration,
  tenantsOf,
} from "./sign-up-steps";

async function local(service: Service, command: "hold" | "release"): Promise<void> {
  const response = await fetch(`${service.stripeUrl}/_local/${command}`, { method: "POST" });
  expect(response.ok).toBe(true);
}

const anotherCode = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

async function textOfMain(page: Page, email: string): Promise<string> {
  const text = (await page.getByRole("main").textContent()) ?? "";
  return text.replaceAll(email, "…").replace(/\d+ 秒後/, "");
}

test("W1: an address with an account sees the same screen and is told by mail", async ({
  page,
  service,
  inbox,
}) => {
  const user = await createUser(service, await createTenant(service), "master");
  const stranger = uniqueEmail("new");
  await applyFor(page, stranger);
  const expected = await textOfMain(page, stranger);
  await applyFor(page, user.email);
  expect(await textOfMain(page, user.email)).toBe(expected);
  const mail = await inbox.newest(user.email, /登録済みです/);
  expect(linkIn(mail, paths.signIn)).toContain(service.url);
});

test("W1: a wrong address is explained at its field and kept", async ({ page }) => {
  await open(page, paths.signUp);
  const email = page.getByLabel("メールアドレス");
  await email.fill("tanaka@");
  await page.getByRole("button", { name: "メールを送信する" }).click();
  await expect(page.getByText("メールアドレスの形式が正しくありません。")).toBeVisible();
  await expect(email).toHaveValue("tanaka@");
  await expect(email).toHaveAttribute("aria-invalid", "true");
});

test("W2: a link that was used leads back to its payment, a newer mail ends it", async ({
  page,
  service,
  inbox,
}) => {
  const email = uniqueEmail("relink");
  await applyFor(page, email);
  const link = await paymentLink(inbox, email);
  await openCheckout(page, link);
  await open(page, link);
  await expect(heading(page, "お支払いの続き")).toBeVisible();

  await endCoolDown(service, email);
  await applyFor(page, email);
  await expect.poll(async () => paymentLink(inbox, email), { timeout: 20_000 }).not.toBe(link);
  await open(page, link);
  await expect(heading(page, "このリンクは新しいものに置き換えられました")).toBeVisible();
  await open(page, `${link}x`);
  await expect(heading(page, "リンクを確認できません")).toBeVisible();
});

test("W2: a cancelled payment says so and can be made up for", async ({ page, inbox }) => {
  const email = uniqueEmail("cancel");
  await applyFor(page, email);
  await openCheckout(page, await paymentLink(inbox, email));
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(heading(page, "お支払いは完了していません")).toBeVisible();
  await ready(page);
  await page.getByRole("radio", { name: /^プロ/ }).check();
  await page.getByRole("button", { name: "もう一度お支払いへ進む" }).click();
  await expect(payButton(page)).toHaveText(/29,800/);
  await pay(page);
  await page.waitForURL(`**${paths.signUpRegistration}`);
});

test("W3: a payment whose notice comes after the browser is waited for", async ({
  page,
  service,
  inbox,
}) => {
  const email = uniqueEmail("late");
  await applyFor(page, email);
  await openCheckout(page, await paymentLink(inbox, email));
  await local(service, "hold");
  try {
    await pay(page);
    await expect(heading(page, "お支払いを確認しています")).toBeVisible();
    expect((await inbox.list(email)).length).toBe(1);
  } finally {
    await local(service, "release");
  }
  await page.waitForURL(`**${paths.signUpRegistration}`);
  expect(await mailedCode(inbox, email)).toMatch(/^\d{6}$/);
});

test("W3: a tab closed while paying is taken up again in another browser", async ({
  page,
  browser,
  inbox,
}) => {
  const email = uniqueEmail("closed");
  await applyFor(page, email);
  const link = await paymentLink(inbox, email);
  await openCheckout(page, link);
  await page.request.post(`${page.url()}/complete`, { maxRedirects: 0 });
  await page.close();
  await mailedCode(inbox, email);

  const other = await browser.newContext();
  const again = await other.newPage();
  await open(again, link);
  await expect(heading(again, "お支払いは完了しています")).toBeVisible();
  await again.getByRole("button", { name: "お手続きを続ける" }).click();
  await again.waitForURL(`**${paths.signUpRegistration}`);
  await fillRegistration(again, await mailedCode(inbox, email));
  await submitRegistration(again);
  await reachDashboard(again);
  await other.close();
});

test("W4: a wrong code is refused and nothing typed is lost; five end it", async ({
  page,
  service,
  inbox,
}) => {
  const email = uniqueEmail("code");
  await reachRegistration(page, inbox, email);
  const code = await mailedCode(inbox, email);
  await fillRegistration(page, anotherCode(code));
  for (const left of [4, 3, 2, 1]) {
    await submitRegistration(page);
    await expect(
      page.getByText(`認証コードが違います。あと ${left} 回入力できます。`),
    ).toBeVisible();
  }
  await expect(page.getByLabel("会社名", { exact: true })).toHaveValue(registration.company);
  await expect(page.getByLabel("ご担当者名", { exact: true })).toHaveValue(registration.contact);
  await submitRegistration(page);
  await expect(page.getByText("この認証コードは使えなくなりました")).toBeVisible();
  await page.getByLabel("認証コード", { exact: true }).fill(code);
  await submitRegistration(page);
  await expect(page.getByText("この認証コードは使えなくなりました")).toBeVisible();

  await endCoolDown(service, email);
  await page.reload();
  await page.getByRole("button", { name: "認証コードを再送する" }).click();
  await expect(page.getByText("新しい認証コードを送信しました。")).toBeVisible();
  await expect.poll(() => mailedCode(inbox, email)).not.toBe(code);
  await fillRegistration(page, await mailedCode(inbox, email));
  await submitRegistration(page);
  await reachDashboard(page);
  expect(await tenantsOf(service, email)).toBe(1);
});

test("W4: a password that is guessed first is refused at its field", async ({ page, inbox }) => {
  const email = uniqueEmail("weak");
  await reachRegistration(page, inbox, email);
  await fillRegistration(page, await mailedCode(inbox, email));
  const password = page.getByLabel("パスワード", { exact: true });
  await password.fill("short");
  await submitRegistration(page);
  await expect(page.getByText("15 文字以上のパスワードを入力してください。")).toBeVisible();
  await password.fill("passwordpassword");
  await submitRegistration(page);
  await expect(page.getByText("推測されやすいパスワードのため使用できません。")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(paths.signUpRegistration));
});

test("W4: two tabs that submit the same code make one environment", async ({
  page,
  context,
  service,
  inbox,
}) => {
  const email = uniqueEmail("tabs");
  await reachRegistration(page, inbox, email);
  const other = await context.newPage();
  await open(other, paths.signUpRegistration);
  const code = await mailedCode(inbox, email);
  await fillRegistration(page, code);
  await fillRegistration(other, code);
  await Promise.all([submitRegistration(page), submitRegistration(other)]);
  await expect.poll(() => tenantsOf(service, email), { timeout: 30_000 }).toBe(1);
  await inbox.newest(email, completionMail);
  await reachDashboard(page);
  await reachDashboard(other);
  expect(await tenantsOf(service, email)).toBe(1);
});

test("W4: a second tab goes in with the first one, also while the answer to the first is on its way", async ({
  page,
  context,
  inbox,
}) => {
  const email = uniqueEmail("late");
  await reachRegistration(page, inbox, email);
  await fillRegistration(page, await mailedCode(inbox, email));
  const isEntering = (request: Request) =>
    request.method() === "POST" && new URL(request.url()).pathname === paths.signUpProgress;
  const entering = page.waitForRequest(isEntering, { timeout: 90_000 });
  const slow = await context.newCDPSession(page);
  await slow.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 5000,
    downloadThroughput: -1,
    uploadThroughput: -1,
  });
  await submitRegistration(page);
  await entering;
  const other = await context.newPage();
  await open(other, paths.signUpProgress);
  await reachDashboard(other);
  await reachDashboard(page);
});

test("W5: the completion mail names account, sign-in and support but no password", async ({
  page,
  service,
  inbox,
}) => {
  const email = uniqueEmail("complete");
  await reachRegistration(page, inbox, email);
  await fillRegistration(page, await mailedCode(inbox, email));
  await submitRegistration(page);
  await reachDashboard(page);
  const mail = await inbox.newest(email, completionMail);
  const [account] = await service.sql<{ accountId: string }[]>`
    select account_id as "accountId" from tenants
    where id = (select tenant_id from users where email = ${email})`;
  expect(mail.text).toContain(account?.accountId);
  expect(mail.text).toContain(registration.company);
  expect(mail.text).toMatch(/chatwork\.com/);
  expect(linkIn(mail, paths.signIn)).toBeTruthy();
  expect(mail.text).not.toContain("柿の木坂");
});

test("W29: a country the service may not be provided in is refused at its field", async ({
  page,
  inbox,
}) => {
  const email = uniqueEmail("country");
  await open(page, paths.signUp);
  await page.getByLabel("メールアドレス").fill(email);
  await page.getByLabel("ご利用になる国・地域").selectOption("KP");
  await page.getByRole("button", { name: "メールを送信する" }).click();
  await expect(page.getByText("この国・地域ではサービスを提供していません。")).toBeVisible();
  await expect(page.getByLabel("メールアドレス")).toHaveValue(email);
  expect(await inbox.list(email)).toEqual([]);
});
