import { type Browser, type BrowserContext, expect, type Page } from "@playwright/test";
import { periodSeconds, totpCode } from "@/lib/auth/totp";
import { paths } from "@/lib/paths";
import { hasOperatorApp, operatorCode, password, type User } from "./accounts";
import { open, ready } from "./ready";
import { heading } from "./sign-up-steps";

export const newPassword = "海辺の駅で降りた三毛猫の時刻表";

/** Fills the sign-in form that is open, and for an operator with an authenticator app the second step too. */
export async function signIn(page: Page, email: string, given = password): Promise<void> {
  await ready(page);
  await page.getByLabel("メールアドレス").fill(email);
  await page.getByLabel("パスワード", { exact: true }).fill(given);
  await page.getByRole("button", { name: "サインイン", exact: true }).click();
  if (given !== password || !hasOperatorApp(email)) return;
  await expect(heading(page, "2 段階目の確認")).toBeVisible();
  await answerCode(page, await operatorCode(email));
}

/** Types a code of an authenticator app where one is asked for. */
export async function answerCode(page: Page, code: string): Promise<void> {
  const field = page.getByLabel("認証アプリのコード");
  // The page before this one was ready as well: what is typed into a page that is not yet is lost.
  await field.waitFor();
  await ready(page);
  await field.fill(code);
  await page.getByRole("button", { name: "確認する", exact: true }).click();
}

/** Answers the second step by a recovery code. */
export async function giveRecoveryCode(page: Page, code: string): Promise<void> {
  const other = page.getByRole("button", { name: "回復コードを使う" });
  await other.waitFor();
  await ready(page);
  await other.click();
  await page.getByLabel("回復コード").fill(code);
  await page.getByRole("button", { name: "確認する", exact: true }).click();
}

const secretOnPage = async (page: Page) =>
  (await page.getByText(/^[A-Z2-7]{4}( [A-Z2-7]{4}){7}$/).innerText()).replaceAll(" ", "");

/** Sets up the authenticator app on the page that offers it; answers with its secret and the recovery codes. */
export async function setUpApp(page: Page): Promise<{ secret: string; codes: string[] }> {
  await page.getByRole("button", { name: "認証アプリを設定" }).click();
  await expect(page.getByAltText("認証アプリに登録するための QR コード")).toBeVisible();
  const secret = await secretOnPage(page);
  await page.getByLabel("アプリに表示された 6 桁のコード").fill(totpCode(secret));
  await page.getByRole("button", { name: "確認して有効にする" }).click();
  const list = page.getByRole("list", { name: "回復コード" });
  await expect(list.getByRole("listitem")).toHaveCount(10);
  return { secret, codes: await list.getByRole("listitem").allInnerTexts() };
}

/** Codes of the step after this one have not been used yet. */
export const nextCode = (secret: string): string =>
  totpCode(secret, Date.now() + periodSeconds * 1000);

/** Sends the form by which people change their own password. */
export async function fillPasswords(page: Page, current: string, next: string): Promise<void> {
  await page.getByLabel("現在のパスワード").fill(current);
  await page.getByLabel("新しいパスワード").fill(next);
  await page.getByRole("button", { name: "パスワードを変更" }).click();
}

export async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^アカウントメニュー/ }).click();
  await page.getByRole("menuitem", { name: "サインアウト" }).click();
  await expectSignInPage(page);
}

export async function expectSignInPage(page: Page): Promise<void> {
  await expect(heading(page, "サインイン")).toBeVisible();
  await expect(page).toHaveURL(/\/sign-in(\?|$)/);
}

/** Another browser, with nobody signed in. */
export async function anotherBrowser(
  browser: Browser,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext();
  return { context, page: await context.newPage() };
}

export async function openUser(page: Page, user: Pick<User, "id" | "name">): Promise<void> {
  await open(page, paths.user(user.id));
  await expect(heading(page, user.name)).toBeVisible();
}

/** Presses a button that asks first, and answers yes. */
export async function confirm(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name, exact: true }).click();
}

export const menuLink = (page: Page, name: string) =>
  page.getByRole("navigation").getByRole("link", { name, exact: true });

/** Invites a person by the form of the users' page. */
export async function invite(page: Page, email: string, name: string): Promise<void> {
  await open(page, paths.users);
  await page.getByRole("button", { name: "利用者を招待" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("メールアドレス").fill(email);
  await dialog.getByLabel("名前").fill(name);
  await dialog.getByRole("button", { name: "招待を送る" }).click();
  await expect(page.getByRole("row", { name: new RegExp(email) })).toBeVisible();
}

/** Fills the page that an invitation leads to. */
export async function acceptInvitation(page: Page): Promise<void> {
  await ready(page);
  await page.getByLabel("パスワード", { exact: true }).fill(password);
  await page.getByRole("checkbox", { name: /同意します/ }).check();
  await page.getByRole("button", { name: "利用を始める" }).click();
}
