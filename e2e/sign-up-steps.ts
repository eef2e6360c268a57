import { expect, type Page } from "@playwright/test";
import { paths } from "@/lib/paths";
import { password } from "./accounts";
import { codeIn, type Inbox, linkIn } from "./inbox";
import { open, ready } from "./ready";
import type { Service } from "./service";

export const paymentMail = /お支払いページのご案内/;
export const codeMail = /認証コード/;
export const completionMail = /環境の構築が完了しました/;

export const registration = {
  company: "髙島屋敷観光株式会社",
  contact: "山﨑 一郎",
};

export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole("heading", { level: 1, name });

/** Registers an address on the first page of the wizard. */
export async function applyFor(page: Page, email: string): Promise<void> {
  await open(page, `${paths.signUp}?new=1`);
  await page.getByLabel("メールアドレス").fill(email);
  await page.getByRole("button", { name: "メールを送信する" }).click();
  await expect(heading(page, "メールをご確認ください")).toBeVisible();
}

export async function paymentLink(inbox: Inbox, email: string): Promise<string> {
  return linkIn(await inbox.newest(email, paymentMail), "/sign-up/payment/");
}

/** From the mailed link to the payment provider's page. */
export async function openCheckout(page: Page, link: string, plan = /^ライト/): Promise<void> {
  await open(page, link);
  await page.getByRole("radio", { name: plan }).check();
  await page.getByRole("button", { name: "お支払いへ進む" }).click();
  await expect(payButton(page)).toBeVisible();
}

export const payButton = (page: Page) => page.getByRole("button", { name: /^Pay / });

/** Pays; afterwards the browser is where the provider sends it. */
export async function pay(page: Page): Promise<void> {
  await payButton(page).click();
  await page.waitForURL(/\/sign-up\//);
}

/** From an address to the registration page. */
export async function reachRegistration(page: Page, inbox: Inbox, email: string): Promise<void> {
  await applyFor(page, email);
  await openCheckout(page, await paymentLink(inbox, email));
  await pay(page);
  await page.waitForURL(`**${paths.signUpRegistration}`);
}

export async function mailedCode(inbox: Inbox, email: string): Promise<string> {
  return codeIn(await inbox.newest(email, codeMail));
}

export async function fillRegistration(page: Page, code: string): Promise<void> {
  await ready(page);
  await page.getByLabel("認証コード", { exact: true }).fill(code);
  await page.getByLabel("会社名", { exact: true }).fill(registration.company);
  await page.getByLabel("ご担当者名", { exact: true }).fill(registration.contact);
  await page.getByLabel("パスワード", { exact: true }).fill(password);
  await page.getByRole("checkbox", { name: /同意します/ }).check();
}

export async function submitRegistration(page: Page): Promise<void> {
  await page.getByRole("button", { name: "登録して環境を構築する" }).click();
}

export async function reachDashboard(page: Page): Promise<void> {
  await page.waitForURL(`**${paths.dashboard}`, { timeout: 60_000 });
  await expect(heading(page, "ダッシュボード")).toBeVisible();
}

/** Lets a minute pass for whoever waits to ask for another mail. */
export async function endCoolDown({ sql }: Service, email: string): Promise<void> {
  await sql`
    update applications set link_requested_at = now() - interval '2 minutes',
      code_requested_at = now() - interval '2 minutes' where email = ${email}`;
}

export async function tenantsOf({ sql }: Service, email: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from users where email = ${email} and role = 'master'`;
  return row?.count ?? 0;
}
