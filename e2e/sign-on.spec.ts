import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { type DnsServer, startDnsServer } from "@/bin/testing/dns-server";
import { type IdentityProvider, startIdentityProvider } from "@/bin/testing/identity-provider";
import { paths } from "@/lib/paths";
import { anotherBrowser, signIn, signOut } from "./access-steps";
import { createUser } from "./accounts";
import { expect, test } from "./fixtures";
import { open, ready } from "./ready";
import { heading } from "./sign-up-steps";

let idp: IdentityProvider;
let dns: DnsServer;

test.beforeAll(async () => {
  idp = await startIdentityProvider();
  dns = await startDnsServer(Number(process.env.ECAI_E2E_DNS_PORT));
});
test.afterAll(async () => {
  await idp.stop();
  dns.stop();
});

async function answerAtProvider(page: Page, subject: string): Promise<void> {
  await expect(page).toHaveURL(/\/interaction\//);
  await page.getByLabel("Subject").fill(subject);
  await page.getByRole("button", { name: "Continue" }).click();
}

async function setUpProvider(page: Page): Promise<void> {
  await open(page, paths.settings);
  await page.getByRole("link", { name: "シングルサインオン" }).click();
  await expect(heading(page, "シングルサインオン")).toBeVisible();
  await ready(page);
  await page.getByLabel("プロバイダーの種類").selectOption("other");
  await page.getByLabel("発行者 (issuer)").fill(idp.issuer);
  await page.getByLabel("クライアント ID").fill(idp.clientId);
  await page.getByLabel("クライアントシークレット").fill("wrong");
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByText("プロバイダーの設定を保存しました")).toBeVisible();
  await page.getByRole("button", { name: "接続をテスト" }).click();
  await answerAtProvider(page, "tester");
  await expect(page.getByText("クライアントシークレットを受け付けませんでした")).toBeVisible();
  await ready(page);
  await page.getByLabel("クライアントシークレット").fill(idp.clientSecret);
  await page.getByRole("button", { name: "保存する" }).first().click();
  await expect(page.getByText("プロバイダーの設定を保存しました")).toBeVisible();
  await page.getByRole("button", { name: "接続をテスト" }).click();
  await expect(page.getByText("接続テストに成功しました")).toBeVisible();
}

async function proveDomain(page: Page, domain: string): Promise<void> {
  await ready(page);
  await page.getByLabel("ドメイン", { exact: true }).fill(domain);
  await page.getByRole("button", { name: "ドメインを追加" }).click();
  const row = page.getByRole("row", { name: new RegExp(domain) });
  const check = row.getByRole("button", { name: `${domain} を確認` });
  await check.click();
  await expect(page.getByText("TXT レコードが見つかりません")).toBeVisible();
  const record = await row.getByText(/^ecai-verification=/).innerText();
  dns.records.set(`_ecai-verification.${domain}`, [record]);
  await check.click();
  await expect(row.getByText("確認済み")).toBeVisible();
}

test("W35: a company connects its identity provider, and its people sign in by it", async ({
  page,
  browser,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  test.setTimeout(300_000);
  const domain = `${randomUUID().slice(0, 8)}.example.jp`;
  idp.people.set("tester", { email: `tester@${domain}`, email_verified: true, name: "試験 一郎" });
  const master = await loginAs("master");
  await setUpProvider(page);
  await proveDomain(page, domain);
  await page.getByLabel("シングルサインオンを有効にする").check();
  await page.getByLabel("初めてサインインした人を利用者として登録する").check();
  await page.getByLabel("シングルサインオンだけを許可する").check();
  await page.getByRole("button", { name: "保存する" }).last().click();
  await expect(page.getByText("運用の設定を保存しました")).toBeVisible();
  await axe(page);

  const other = await anotherBrowser(browser);
  await open(other.page, paths.signIn);
  await other.page.getByLabel("メールアドレス").fill(`tester@${domain}`);
  await other.page.getByLabel("メールアドレス").press("Tab");
  await other.page.getByRole("button", { name: "会社のアカウントで続ける" }).click();
  await answerAtProvider(other.page, "tester");
  await expect(heading(other.page, "利用規約への同意をお願いします")).toBeVisible();
  await ready(other.page);
  await other.page.getByRole("checkbox").check();
  await other.page.getByRole("button", { name: "同意して続ける" }).click();
  await other.page.waitForURL(`**${paths.dashboard}`);
  await expect(other.page.getByText("試験 一郎").first()).toBeVisible();
  await open(other.page, paths.dashboard);
  await signOut(other.page);

  const viewer = await createUser(service, tenant, "viewer");
  await open(other.page, paths.signIn);
  await signIn(other.page, viewer.email);
  await expect(other.page.getByText("シングルサインオンでのみサインインできます")).toBeVisible();
  await signIn(other.page, master.email);
  await other.page.waitForURL(`**${paths.dashboard}`);
  await other.context.close();
});

test("W35: a way back that nobody in this browser began leads to the sign-in page with the reason", async ({
  page,
  tenant,
}) => {
  await page.goto(`${paths.signOnReturn(tenant.id)}?code=abc&state=made-up`);
  await expect(page.getByText("サインインの手続きが無効になりました")).toBeVisible();
  await page.goto(`${paths.signIn}?problem=<script>alert(1)</script>`);
  await expect(page.getByRole("alert").filter({ hasText: "script" })).toHaveCount(0);
  await open(page, paths.signInSignOn);
  await page.getByLabel("会社のメールアドレス").fill("someone@nowhere.example.jp");
  await page.getByRole("button", { name: "会社のアカウントで続ける" }).click();
  await expect(page.getByText("シングルサインオンは設定されていません")).toBeVisible();
});
