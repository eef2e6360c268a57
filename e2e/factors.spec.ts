import { paths } from "@/lib/paths";
import {
  anotherBrowser,
  answerCode,
  confirm,
  giveRecoveryCode,
  nextCode,
  openUser,
  setUpApp,
  signIn,
  signOut,
} from "./access-steps";
import { createOperator, createUser, giveSession, password } from "./accounts";
import { expect, type Service, test } from "./fixtures";
import { open, ready } from "./ready";
import { heading, reachDashboard } from "./sign-up-steps";

const letProofLapse = ({ sql }: Service, userId: string) =>
  sql`update sessions set proven_at = now() - interval '11 minutes' where user_id = ${userId}`;

test("W35: an authenticator app and recovery codes stand between the password and the session", async ({
  page,
  service,
  inbox,
  tenant,
  axe,
}) => {
  const user = await createUser(service, tenant, "sender");
  await open(page, paths.signIn);
  await signIn(page, user.email);
  await reachDashboard(page);
  await open(page, paths.accountSecurity);
  await axe(page);
  const { secret, codes } = await setUpApp(page);
  await axe(page);
  const saved = page.waitForEvent("download");
  await page.getByRole("button", { name: "ファイルに保存" }).click();
  expect((await saved).suggestedFilename()).toBe("ecai-recovery-codes.txt");
  await page.getByRole("button", { name: "保管しました" }).click();
  await expect(page.getByText("残り 10 個")).toBeVisible();
  await inbox.newest(user.email, /認証アプリが追加/);

  await signOut(page);
  await signIn(page, user.email);
  await expect(heading(page, "2 段階目の確認")).toBeVisible();
  await axe(page);
  await page.goto(paths.dashboard);
  await expect(heading(page, "サインイン")).toBeVisible();
  await open(page, paths.signInSecondStep);
  await answerCode(page, "000000");
  await expect(page.getByText(/^確認できませんでした/)).toBeVisible();
  await answerCode(page, nextCode(secret));
  await reachDashboard(page);

  await signOut(page);
  await signIn(page, user.email);
  await giveRecoveryCode(page, codes[0] ?? "");
  await reachDashboard(page);
  await inbox.newest(user.email, /回復コードが使用/);
});

test("W35: a dangerous act asks once more who is there and loses nothing that was typed", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  const master = await loginAs("master");
  const user = await createUser(service, tenant, "viewer", { name: "早瀬 湊" });
  await openUser(page, user);
  await letProofLapse(service, master.id);
  await page.getByLabel("役割", { exact: true }).selectOption("manager");
  await page.getByRole("button", { name: "権限を保存" }).click();
  const dialog = page.getByRole("dialog", { name: "ご本人の確認" });
  await expect(dialog).toBeVisible();
  await axe(page);
  await dialog.getByLabel("パスワード", { exact: true }).fill("wrong");
  await dialog.getByRole("button", { name: "確認する" }).click();
  await expect(dialog.getByText("現在のパスワードが正しくありません。")).toBeVisible();
  await dialog.getByLabel("パスワード", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "確認する" }).click();
  await expect(page.getByText("権限を変更しました。")).toBeVisible();
  const [row] = await service.sql`select role from users where id = ${user.id}`;
  expect(row?.role).toBe("manager");

  await letProofLapse(service, master.id);
  await confirm(page, "削除");
  await dialog.getByLabel("パスワード", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "確認する" }).click();
  await expect(heading(page, "利用者")).toBeVisible();
  expect(await service.sql`select 1 from users where id = ${user.id}`).toHaveLength(0);

  await letProofLapse(service, master.id);
  expect((await page.request.get(paths.addressExport)).status()).toBe(403);
  await page.goto(`${paths.addressExport}?encoding=utf-8-bom`);
  await expect(heading(page, "ファイルを受け取る前の確認")).toBeVisible();
  await ready(page);
  await page.getByLabel("パスワード", { exact: true }).fill(password);
  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: "確認する" }).click();
  expect((await file).suggestedFilename()).toMatch(/^addresses-.*\.csv$/);
});

test("W35: a passkey signs in by itself, serves as the second step, and is renamed and removed", async ({
  page,
  context,
  service,
  tenant,
  inbox,
  axe,
}) => {
  const user = await createUser(service, tenant, "sender");
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await giveSession(service, context, user);
  await open(page, paths.accountSecurity);
  await page.getByLabel("名前").fill("会社の端末");
  await page.getByRole("button", { name: "パスキーを追加" }).click();
  await expect(page.getByRole("list", { name: "回復コード" })).toBeVisible();
  await page.getByRole("button", { name: "保管しました" }).click();
  const row = page.getByRole("row", { name: /会社の端末/ });
  await expect(row).toBeVisible();
  await axe(page);
  await inbox.newest(user.email, /パスキーが追加/);

  await signOut(page);
  await page.getByRole("button", { name: "パスキーでサインイン" }).click();
  await reachDashboard(page);
  await signOut(page);
  await signIn(page, user.email);
  await expect(heading(page, "2 段階目の確認")).toBeVisible();
  await ready(page);
  await page.getByRole("button", { name: "パスキーで確認" }).click();
  await reachDashboard(page);

  await open(page, paths.accountSecurity);
  await row.getByRole("button", { name: "名前を変更" }).click();
  const rename = page.getByRole("dialog");
  await rename.getByLabel("名前").fill("自宅の端末");
  await rename.getByRole("button", { name: "名前を変更" }).click();
  await expect(page.getByRole("row", { name: /自宅の端末/ })).toBeVisible();
  await letProofLapse(service, user.id);
  await confirm(page, "削除");
  await page.getByRole("dialog").getByRole("button", { name: "パスキーで確認" }).click();
  await expect(page.getByText("パスキーはまだありません。")).toBeVisible();
  await inbox.newest(user.email, /パスキーが削除/);
});

test("W35: where a second step is required, nothing else opens after the days of grace, and a master can take one away", async ({
  page,
  browser,
  service,
  tenant,
  inbox,
  loginAs,
  axe,
}) => {
  const master = await loginAs("master");
  const other = await anotherBrowser(browser);
  const user = await loginAs("sender", { name: "芦田 実", context: other.context });
  await open(page, paths.settingsSecondStep);
  await axe(page);
  await page.getByRole("checkbox", { name: "すべての利用者に 2 段階認証を求める" }).check();
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("決まりを保存しました。")).toBeVisible();
  await open(other.page, paths.dashboard);
  await expect(other.page.getByText("2 段階認証の設定が必要です")).toBeVisible();
  await axe(other.page);

  await service.sql`update second_step_policies set grace_days = 0 where tenant_id = ${tenant.id}`;
  await other.page.goto(paths.tags);
  const asked = heading(other.page, "2 段階認証を設定してください");
  await expect(asked).toBeVisible();
  await axe(other.page);
  expect((await other.page.request.get(paths.addressExport)).status()).toBe(403);
  await ready(other.page);
  await setUpApp(other.page);
  await other.page.getByRole("button", { name: "保管しました" }).click();
  await other.page.waitForURL(`**${paths.tags}`);

  await service.sql`update second_step_policies set grace_days = 30 where tenant_id = ${tenant.id}`;
  await open(page, paths.users);
  await expect(page.getByRole("row", { name: /芦田 実/ })).toContainText("認証アプリ");
  await openUser(page, user);
  await letProofLapse(service, master.id);
  await confirm(page, "2 段階認証を解除");
  const dialog = page.getByRole("dialog", { name: "ご本人の確認" });
  await dialog.getByLabel("パスワード", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "確認する" }).click();
  await expect(page.getByText("2 段階認証を解除しました。")).toBeVisible();
  await inbox.newest(user.email, /2 段階認証が解除/);
  await other.page.goto(paths.dashboard);
  await expect(heading(other.page, "サインイン")).toBeVisible();
  await other.context.close();
});

test("W35: an operator sets up an authenticator app before anything of the console opens", async ({
  page,
  service,
  axe,
}) => {
  const operator = await createOperator(service, { hasApp: false });
  const home = `${service.operatorUrl}${paths.operatorHome}`;
  await open(page, home);
  await signIn(page, operator.email);
  await expect(heading(page, "認証アプリの設定")).toBeVisible();
  await page.goto(home);
  await expect(heading(page, "運営者のサインイン")).toBeVisible();
  await open(page, `${service.operatorUrl}${paths.operatorSecondStep}`);
  await axe(page);
  const { secret } = await setUpApp(page);
  await axe(page);
  await page.getByRole("button", { name: "コンソールへ進む" }).click();
  await expect(heading(page, "概況")).toBeVisible();

  await page.context().clearCookies();
  await open(page, home);
  await signIn(page, operator.email);
  await expect(heading(page, "2 段階目の確認")).toBeVisible();
  await answerCode(page, nextCode(secret));
  await expect(heading(page, "概況")).toBeVisible();
});
