import { randomInt } from "node:crypto";
import { paths } from "@/lib/paths";
import {
  anotherBrowser,
  confirm,
  expectSignInPage,
  fillPasswords,
  newPassword,
  openUser,
  signIn,
  signOut,
} from "./access-steps";
import { createUser, giveSession, password, uniqueEmail } from "./accounts";
import { type BrowserContext, expect, type Page, type Service, test } from "./fixtures";
import { linkIn } from "./inbox";
import { open, ready } from "./ready";
import { heading, reachDashboard } from "./sign-up-steps";

const letProofLapse = ({ sql }: Service, userId: string) =>
  sql`update sessions set proven_at = now() - interval '11 minutes' where user_id = ${userId}`;

async function prove(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "ご本人の確認" });
  await dialog.getByLabel("パスワード", { exact: true }).fill(password);
  await dialog.getByRole("button", { name: "確認する" }).click();
  await expect(dialog).toHaveCount(0);
}

async function askForAddress(page: Page, email: string): Promise<void> {
  await open(page, paths.account);
  await page.getByLabel("新しいメールアドレス").fill(email);
  await page.getByRole("button", { name: "確認のリンクを送る" }).click();
}

async function answer(page: Page, link: string, name: string): Promise<void> {
  await open(page, link);
  await expect(heading(page, "メールアドレス変更の確認")).toBeVisible();
  await page.getByRole("button", { name }).click();
  await expect(page.getByRole("button", { name })).toHaveCount(0);
}

const asks = (side: string) => new RegExp(`メールアドレス変更の確認 \\(${side}アドレス\\)`);

test("W35: an e-mail address changes once both addresses have confirmed, and other browsers are signed out", async ({
  page,
  browser,
  service,
  inbox,
  loginAs,
  axe,
}) => {
  const user = await loginAs("author", { name: "早瀬 湊" });
  const elsewhere = await anotherBrowser(browser);
  await giveSession(service, elsewhere.context, user);
  await open(elsewhere.page, paths.dashboard);
  await letProofLapse(service, user.id);
  const email = uniqueEmail("moved");
  await askForAddress(page, email);
  await prove(page);
  await expect(page.getByText("確認待ち")).toHaveCount(2);
  await axe(page);

  const mailbox = await anotherBrowser(browser);
  const fresh = linkIn(await inbox.newest(email, asks("新しい")), "/email-change/");
  const old = linkIn(await inbox.newest(user.email, asks("現在の")), "/email-change/");
  await open(mailbox.page, fresh);
  await axe(mailbox.page);
  await expect(mailbox.page.getByText(user.email)).toHaveCount(0);
  await answer(mailbox.page, fresh, "変更を確認する");
  await expect(mailbox.page.getByText("確認しました")).toBeVisible();
  await open(page, paths.account);
  await expect(page.getByText("確認済み")).toHaveCount(1);
  await answer(mailbox.page, old, "変更を確認する");
  await expect(mailbox.page.getByText("両方のアドレスで確認が済みました")).toBeVisible();
  await inbox.newest(user.email, /メールアドレスが変更されました/);
  await inbox.newest(email, /メールアドレスが変更されました/);
  await open(mailbox.page, old);
  await expect(heading(mailbox.page, "このリンクは使用済みです")).toBeVisible();

  await open(page, paths.account);
  await expect(page.getByText(email).first()).toBeVisible();
  await elsewhere.page.goto(paths.dashboard);
  await expectSignInPage(elsewhere.page);
  await signIn(elsewhere.page, email);
  await reachDashboard(elsewhere.page);
  await elsewhere.context.close();
  await mailbox.context.close();
});

test("W35: the present address refuses a change that somebody else has asked for", async ({
  page,
  browser,
  inbox,
  loginAs,
  axe,
}) => {
  const user = await loginAs("viewer");
  await askForAddress(page, uniqueEmail("thief"));
  const link = linkIn(await inbox.newest(user.email, asks("現在の")), "/email-change/");
  const owner = await anotherBrowser(browser);
  await answer(owner.page, link, "心当たりがないので断る");
  await expect(owner.page.getByText("変更を断りました")).toBeVisible();
  await axe(owner.page);
  await page.goto(paths.account);
  await expectSignInPage(page);
  await inbox.newest(user.email, /変更を中止しました/);
  await owner.context.close();
});

test("W35: another user's address is asked like any other, and a directory's account says who decides", async ({
  page,
  service,
  tenant,
  inbox,
  loginAs,
}) => {
  const other = await createUser(service, tenant, "viewer");
  const user = await loginAs("sender");
  await askForAddress(page, other.email);
  await expect(page.getByText("確認待ち")).toHaveCount(2);
  for (const [to, side] of [
    [other.email, "新しい"],
    [user.email, "現在の"],
  ] as const) {
    const link = linkIn(await inbox.newest(to, asks(side)), "/email-change/");
    await answer(page, link, "変更を確認する");
  }
  await expect(page.getByText("両方のアドレスで確認が済みました")).toBeVisible();
  await inbox.newest(user.email, /メールアドレスを変更できませんでした/);
  await open(page, paths.account);
  await expect(page.getByText(user.email).first()).toBeVisible();
  await service.sql`
    insert into scim_users (tenant_id, user_id, user_name, user_name_key)
    values (${tenant.id}, ${user.id}, ${user.email}, ${user.email})`;
  await open(page, paths.account);
  await expect(page.getByText(/会社の ID 基盤 \(シングルサインオンまたは SCIM\)/)).toBeVisible();
  await expect(page.getByLabel("新しいメールアドレス")).toHaveCount(0);
});

test("W6: mastership is offered, withdrawn, offered again and accepted, and holds at once for both", async ({
  page,
  browser,
  service,
  inbox,
  loginAs,
  axe,
}) => {
  const master = await loginAs("master", { name: "一条 桜" });
  const other = await anotherBrowser(browser);
  const next = await loginAs("sender", { name: "二宮 楓", context: other.context });
  await openUser(page, next);
  await letProofLapse(service, master.id);
  await confirm(page, "マスタの引き継ぎを申し出る");
  await prove(page);
  await expect(page.getByText(/^二宮 楓 さんに引き継ぎを申し出ています/)).toBeVisible();
  await axe(page);
  await inbox.newest(next.email, /引き継ぎのお申し出/);
  await confirm(page, "申し出を取り消す");
  await expect(page.getByText(/^二宮 楓 さんに引き継ぎを/)).toHaveCount(0);
  await confirm(page, "マスタの引き継ぎを申し出る");
  await expect(page.getByText(/^二宮 楓 さんに引き継ぎを申し出ています/)).toBeVisible();

  await open(other.page, paths.account);
  await expect(other.page.getByText(/^一条 桜 さんから、マスタアカウントの引き継ぎ/)).toBeVisible();
  await axe(other.page);
  expect((await other.page.goto(paths.networkSettings))?.status()).toBe(404);
  await open(other.page, paths.account);
  await letProofLapse(service, next.id);
  await confirm(other.page, "引き受ける");
  await prove(other.page);
  await expect(other.page.getByText("マスタアカウントを引き受けました。")).toBeVisible();
  await open(other.page, paths.networkSettings);
  await expect(heading(other.page, "許可する接続元")).toBeVisible();
  expect((await page.goto(paths.networkSettings))?.status()).toBe(404);
  for (const to of [master.email, next.email])
    await inbox.newest(to, /マスタアカウントが引き継がれました/);
  await other.context.close();
});

test("W35: a user's new password signs out their other browsers, and the old one opens nothing more", async ({
  page,
  browser,
  service,
  inbox,
  loginAs,
}) => {
  const user = await loginAs("sender");
  const other = await anotherBrowser(browser);
  await giveSession(service, other.context, user);
  await open(page, paths.account);
  const devices = page.getByRole("row", { name: /この端末|不明な端末/ });
  await expect(devices).toHaveCount(2);
  await fillPasswords(page, "wrong", newPassword);
  await expect(page.getByText("現在のパスワードが正しくありません。")).toBeVisible();
  await expect(page.getByLabel("新しいパスワード")).toHaveValue(newPassword);
  await fillPasswords(page, password, newPassword);
  await expect(page.getByText("パスワードを変更しました。")).toBeVisible();
  await expect(devices).toHaveCount(1);
  await inbox.newest(user.email, /パスワードが変更/);
  await other.page.goto(paths.dashboard);
  await expectSignInPage(other.page);
  await signIn(other.page, user.email);
  await expect(
    other.page.getByText("メールアドレスまたはパスワードが正しくありません"),
  ).toBeVisible();
  await signIn(other.page, user.email, newPassword);
  await reachDashboard(other.page);
  await open(page, paths.account);
  await confirm(page, "サインアウトさせる");
  await expect(page.getByRole("button", { name: "サインアウトさせる" })).toHaveCount(0);
  await other.page.goto(paths.dashboard);
  await expectSignInPage(other.page);
  await other.context.close();
});

const from = (context: BrowserContext, ip: string) =>
  context.setExtraHTTPHeaders({ "x-forwarded-for": ip });

test("W21: a tenant allows its own networks alone; the master cannot lock themselves out and has a way back", async ({
  page,
  context,
  browser,
  service,
  inbox,
  loginAs,
  axe,
}) => {
  const inside = `10.77.${randomInt(256)}.${randomInt(1, 255)}`;
  await from(context, inside);
  const master = await loginAs("master");
  const other = await anotherBrowser(browser);
  await from(other.context, "203.0.113.9");
  const user = await loginAs("sender", { context: other.context });
  await open(other.page, paths.dashboard);

  await open(page, paths.networkSettings);
  await expect(page.getByText(inside)).toBeVisible();
  await letProofLapse(service, master.id);
  await page.getByLabel("下の接続元からだけ利用できるようにする").check();
  await page.getByLabel("接続元", { exact: true }).fill("198.51.100.0/24 本社");
  await page.getByRole("button", { name: "保存" }).click();
  await prove(page);
  await expect(page.getByText(/^いまの接続元が含まれていません/)).toBeVisible();
  await axe(page);
  await page.getByLabel("接続元", { exact: true }).fill("198.51.100.0/24 本社\n10.77.0.0/16 支店");
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("許可する接続元を変更しました。")).toBeVisible();

  await other.page.goto(paths.addresses);
  await expect(heading(other.page, "この接続元からは利用できません")).toBeVisible();
  await expect(other.page.getByText("203.0.113.9")).toBeVisible();
  await expect(other.page.getByText("本社")).toHaveCount(0);
  await expect(other.page.getByRole("button", { name: "解除のリンクを送る" })).toHaveCount(0);
  await axe(other.page);
  expect((await other.page.request.get(paths.addressExport)).status()).toBe(403);
  await from(other.context, "198.51.100.20");
  await open(other.page, paths.dashboard);
  await reachDashboard(other.page);
  // A proxy of ours is passed over, whoever stands left of it.
  await from(other.context, "203.0.113.9, 198.51.100.20, 127.0.0.1");
  await open(other.page, paths.account);
  // What a client writes in front of what our proxy adds counts for nothing.
  await from(other.context, "198.51.100.20, 203.0.113.9");
  await other.page.goto(paths.dashboard);
  await expect(heading(other.page, "この接続元からは利用できません")).toBeVisible();
  await from(other.context, "198.51.100.20");
  await open(other.page, paths.account);
  expect(user.role).toBe("sender");

  await from(context, "203.0.113.77");
  await open(page, paths.settings);
  await letProofLapse(service, master.id);
  await page.getByRole("button", { name: "解除のリンクを送る" }).click();
  await prove(page);
  await expect(page.getByText(/^マスタアカウントのメールアドレスにリンクを送ります/)).toBeVisible();
  const link = linkIn(await inbox.newest(master.email, /解除するリンク/), "/network-recovery/");
  await open(page, link);
  await axe(page);
  await page.getByRole("button", { name: "制限を解除する" }).click();
  await expect(page.getByText("接続元の制限を解除しました")).toBeVisible();
  await inbox.newest(master.email, /制限が解除されました/);
  await open(page, paths.networkSettings);
  await expect(page.getByLabel("下の接続元からだけ利用できるようにする")).not.toBeChecked();
  await other.context.close();
});

test("W35: a browser that signs in anew ends its former session, and leaves nothing behind when it signs out", async ({
  page,
  context,
  service,
  tenant,
}) => {
  const [first, second] = [
    await createUser(service, tenant, "viewer"),
    await createUser(service, tenant, "author"),
  ];
  const former = await giveSession(service, context, first);
  const kept = await context.cookies();
  await context.clearCookies({ name: "ecai-session" });
  await open(page, paths.signIn);
  const browserCookies = (await context.cookies()).filter(({ name }) =>
    /browser|device/.test(name),
  );
  expect(browserCookies.map(({ name }) => name)).toEqual(["ecai-browser"]);
  await context.addCookies(kept);
  await ready(page);
  await signIn(page, second.email);
  await reachDashboard(page);
  const [row] = await service.sql`select revoked_at from sessions where id = ${former}`;
  expect(row?.revoked_at).not.toBeNull();

  await page.evaluate(() => localStorage.setItem("left-behind", "1"));
  const answered = page.waitForResponse((response) => response.url().endsWith(paths.signOut));
  await signOut(page);
  expect(await (await answered).headerValue("clear-site-data")).toBe('"cache", "storage"');
  expect(await page.evaluate(() => localStorage.getItem("left-behind"))).toBeNull();
  const names = (await context.cookies()).map(({ name }) => name);
  expect(names).toContain("ecai-browser");
  expect(names).not.toContain("ecai-session");
});
