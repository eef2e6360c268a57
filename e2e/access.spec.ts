import type { Page } from "@playwright/test";
import { paths } from "@/lib/paths";
import {
  acceptInvitation,
  anotherBrowser,
  confirm,
  expectSignInPage,
  invite,
  menuLink,
  newPassword,
  openUser,
  signIn,
  signOut,
} from "./access-steps";
import { createUser, giveSession, password, uniqueEmail } from "./accounts";
import { expect, test } from "./fixtures";
import { linkIn } from "./inbox";
import { open, ready } from "./ready";
import { heading, reachDashboard } from "./sign-up-steps";

const refusal = "メールアドレスまたはパスワードが正しくありません。";
const statusOf = async (page: Page, address: string) => (await page.goto(address))?.status();

test("W35: a wrong password is refused, the right one opens a session that sign-out ends", async ({
  page,
  context,
  service,
  tenant,
  axe,
}) => {
  const user = await createUser(service, tenant, "sender");
  await page.goto(`${paths.deliveries}?state=draft`);
  await expectSignInPage(page);
  await signIn(page, user.email, newPassword);
  await expect(page.getByText(refusal)).toBeVisible();
  await expect(page.getByLabel("メールアドレス")).toHaveValue(user.email);
  await axe(page);
  await signIn(page, user.email);
  await page.waitForURL(`**${paths.deliveries}?state=draft`);
  await open(page, paths.dashboard);
  await reachDashboard(page);
  const kept = await context.cookies();
  await signOut(page);
  await page.goto(paths.dashboard);
  await expectSignInPage(page);
  await context.addCookies(kept);
  await page.goto(paths.dashboard);
  await expectSignInPage(page);
});

test("W35: a mailed link sets a new password once and ends every session", async ({
  page,
  browser,
  service,
  tenant,
  inbox,
  axe,
}) => {
  const user = await createUser(service, tenant, "manager");
  const other = await anotherBrowser(browser);
  await giveSession(service, other.context, user);
  await open(other.page, paths.dashboard);
  await reachDashboard(other.page);

  await open(page, paths.passwordReset);
  await axe(page);
  await page.getByLabel("メールアドレス").fill(user.email);
  await page.getByRole("button", { name: "リンクを送る" }).click();
  await expect(page.getByText("メールをご確認ください")).toBeVisible();
  const link = linkIn(await inbox.newest(user.email, /再設定/), "/password-reset/");
  await open(page, link);
  await axe(page);
  await page.getByLabel("新しいパスワード", { exact: true }).fill(newPassword);
  await page.getByRole("button", { name: "パスワードを設定" }).click();
  await expect(page.getByText("新しいパスワードを設定しました。")).toBeVisible();

  await menuLink(other.page, "アドレス").click();
  await expectSignInPage(other.page);
  await signIn(page, user.email, password);
  await expect(page.getByText(refusal)).toBeVisible();
  await signIn(page, user.email, newPassword);
  await reachDashboard(page);
  await open(page, link);
  await expect(heading(page, "このリンクは使用済みです")).toBeVisible();
  await axe(page);
  await other.context.close();
});

test("W6: a change of rights and a deactivation hold at once in an open browser", async ({
  page,
  browser,
  loginAs,
  axe,
}) => {
  await loginAs("master", { name: "高﨑 花子" });
  const other = await anotherBrowser(browser);
  const author = await loginAs("author", { name: "芦田 実", context: other.context });
  expect(await statusOf(other.page, paths.users)).toBe(404);
  await open(other.page, paths.dashboard);
  await expect(menuLink(other.page, "利用者")).toHaveCount(0);

  await openUser(page, author);
  await axe(page);
  await page.getByLabel("利用者の閲覧の個別の設定").selectOption({ label: "許可" });
  await page.getByLabel("アドレスの閲覧の個別の設定").selectOption({ label: "禁止" });
  await page.getByRole("button", { name: "権限を保存" }).click();
  await expect(page.getByText("権限を変更しました。")).toBeVisible();
  expect(await statusOf(other.page, paths.addresses)).toBe(404);
  await open(other.page, paths.users);
  await expect(other.page.getByRole("row", { name: /芦田 実/ })).toBeVisible();
  await expect(menuLink(other.page, "利用者")).toBeVisible();
  await expect(menuLink(other.page, "アドレス")).toHaveCount(0);
  await axe(other.page);

  await confirm(page, "利用を停止");
  await expect(page.getByText("停止中", { exact: true })).toBeVisible();
  await menuLink(other.page, "配信").click();
  await expectSignInPage(other.page);
  await signIn(other.page, author.email);
  await expect(other.page.getByText(refusal)).toBeVisible();
  await other.context.close();
});

test("W6: the master keeps role and account, also against a manager's page", async ({
  page,
  browser,
  loginAs,
}) => {
  const master = await loginAs("master", { name: "一条 桜" });
  const other = await anotherBrowser(browser);
  await loginAs("manager", { name: "二宮 楓", context: other.context });
  for (const reader of [page, other.page]) {
    await openUser(reader, master);
    await expect(reader.getByLabel("役割", { exact: true })).toBeDisabled();
    for (const name of ["権限を保存", "利用を停止", "削除", "マスタの引き継ぎを申し出る"])
      await expect(reader.getByRole("button", { name, exact: true })).toHaveCount(0);
  }
  await expect(page.getByText(/^マスタアカウントのため、役割/)).toBeVisible();
  await other.context.close();
});

test("W8: a field of the customer's own is filled in on a user, who is found by it", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("master", { name: "高﨑 花子" });
  const user = await createUser(service, tenant, "viewer", { name: "早瀬 湊" });
  await open(page, `${paths.attributes}?subject=user`);
  await axe(page);
  await page.getByRole("button", { name: "新しい項目" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("項目名").fill("部署");
  await dialog.getByRole("button", { name: "作成" }).click();
  await expect(page.getByRole("row", { name: /部署/ })).toBeVisible();

  await openUser(page, user);
  await page.getByLabel("部署").fill("商品企画部");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("保存しました。")).toBeVisible();
  await open(page, paths.users);
  await page.getByRole("searchbox").fill("商品企画");
  await page.getByRole("button", { name: "検索", exact: true }).click();
  await expect(page).toHaveURL(/q=/);
  await expect(page.getByRole("row", { name: /高﨑 花子/ })).toHaveCount(0);
  await expect(page.getByRole("row", { name: /早瀬 湊/ })).toBeVisible();
  await axe(page);
});

test("W6: an invitation that was used or has expired says so", async ({
  page,
  browser,
  service,
  inbox,
  loginAs,
  axe,
}) => {
  await loginAs("master");
  const [used, late] = [uniqueEmail("used"), uniqueEmail("late")];
  await invite(page, used, "水野 遥");
  await invite(page, late, "岸 航");
  const link = linkIn(await inbox.newest(used, /招待/), "/invitation/");
  const guest = await anotherBrowser(browser);
  await open(guest.page, link);
  await axe(guest.page);
  await acceptInvitation(guest.page);
  await reachDashboard(guest.page);
  await guest.context.close();

  const other = await anotherBrowser(browser);
  await open(other.page, link);
  await expect(heading(other.page, "このリンクは使用済みです")).toBeVisible();
  await axe(other.page);
  const lateLink = linkIn(await inbox.newest(late, /招待/), "/invitation/");
  await open(other.page, lateLink);
  await service.sql`
    update user_tokens set expires_at = now() - interval '1 second'
    where user_id = (select id from users where email = ${late})`;
  await acceptInvitation(other.page);
  await expect(other.page.getByText(/^このリンクは使用できません。/)).toBeVisible();
  await expect(other.page.getByLabel("お名前")).toHaveValue("岸 航");
  await open(other.page, lateLink);
  await expect(heading(other.page, "リンクの有効期限が切れています")).toBeVisible();
  await other.context.close();
});

test("W32: nothing opens before the user has agreed to the terms as they are today", async ({
  page,
  service,
  loginAs,
  axe,
}) => {
  const user = await loginAs("master");
  await open(page, paths.dashboard);
  await service.sql`
    update terms_acceptances set version = '2020-01-01' where user_id = ${user.id}`;
  const asked = () => expect(heading(page, "利用規約などが新しくなりました")).toBeVisible();
  await menuLink(page, "タグ").click();
  await asked();
  await expect(page).toHaveURL(/\/sign-in\/terms\?next=%2Ftags$/);
  expect((await page.request.get(paths.addressExport)).status()).toBe(403);
  await page.goto(`${paths.addresses}?q=%E9%AB%99`);
  await asked();
  await ready(page);
  await axe(page);
  await page.getByRole("checkbox", { name: "利用規約とプライバシーポリシーに同意します" }).check();
  await page.getByRole("button", { name: "同意して続ける" }).click();
  await page.waitForURL(`**${paths.addresses}?q=%E9%AB%99`);
  await expect(heading(page, "アドレス")).toBeVisible();
});

test("W31: both sides' duties are stated and linked from the pages concerned", async ({
  page,
  loginAs,
}) => {
  await loginAs("master");
  for (const address of [paths.users, paths.account, paths.settings]) {
    await open(page, address);
    await page.getByRole("link", { name: /^責任範囲/ }).click();
    await expect(page.getByRole("heading", { level: 1, name: "責任範囲" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "当社の責任" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "お客様の責任" })).toBeVisible();
  }
});
