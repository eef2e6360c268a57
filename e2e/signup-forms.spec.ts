import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { paths } from "@/lib/paths";
import { uniqueEmail } from "./accounts";
import { createAttribute } from "./delivery-steps";
import { expect, type Page, type Service, test } from "./fixtures";
import { linkIn } from "./inbox";
import { open, ready } from "./ready";
import { heading } from "./sign-up-steps";

type Own = { service: Service; tenant: { id: string } };

/** A form as the screen makes it, with the id that its public address has. */
async function createForm(page: Page, { service, tenant }: Own, name: string): Promise<string> {
  await page.getByLabel("フォーム名").fill(name);
  await page.getByLabel("見出し").fill("お店のメールマガジン");
  await page.getByRole("button", { name: "作成", exact: true }).click();
  await page.waitForURL(/\/signup-forms\/[0-9a-f-]{36}$/);
  await ready(page);
  const [form] = await service.sql<{ id: string }[]>`
    select id from signup_forms where tenant_id = ${tenant.id} and name = ${name}`;
  return form?.id ?? "";
}

/** Finds a choice by typing. */
async function pick(page: Page, label: string, text: string, option: string) {
  const box = page.getByRole("combobox", { name: label });
  await box.fill(text);
  await page.getByRole("option", { name: option }).click();
  // While the list is open, nothing else on the page is to be found.
  await page.keyboard.press("Escape");
}

const submit = (page: Page) => page.getByRole("button", { name: "確認メールを送る" });

/** Sends the form as soon as a person could have filled it in. */
async function send(page: Page) {
  await expect(async () => {
    await submit(page).click();
    await expect(heading(page, "確認メールをお送りしました")).toBeVisible({ timeout: 1500 });
  }).toPass({ timeout: 20_000 });
}

test("W7: a visitor signs up by a form and is in the address book with tags and consent once confirmed", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  await loginAs("manager");
  await createAttribute(service, tenant, "会社名");
  await service.sql`insert into tags (tenant_id, name, is_choosable, public_name)
    values (${tenant.id}, 'news', true, '新商品のご案内')`;
  const visitor = uniqueEmail("visitor");
  let form = "";
  await test.step("the customer makes a form with a hidden tag and one to choose", async () => {
    await open(page, paths.signupForms);
    await expect(page.getByText("登録フォームはまだありません")).toBeVisible();
    await page.getByRole("link", { name: "新しいフォーム" }).click();
    await page.waitForURL(`**${paths.newSignupForm}`);
    await ready(page);
    await page.getByLabel("会社名").selectOption("必須");
    await pick(page, "自動で付けるタグ", "ホームページ", "「ホームページ」を作成");
    await expect(page.getByText("ホームページ", { exact: true }).first()).toBeVisible();
    await pick(page, "選んでもらうタグ", "新商品", "新商品のご案内");
    form = await createForm(page, { service, tenant }, "トップページ");
    await axe(page);
  });

  await test.step("a machine gets nowhere: it is too fast, or fills in what nobody sees", async () => {
    const bot = uniqueEmail("bot");
    const fill = async () => {
      await page.getByLabel("メールアドレス").fill(bot);
      await page.getByLabel("会社名").fill("サンプル商店");
      await page.getByRole("checkbox", { name: "上記に同意して" }).check();
    };
    // A busy machine may be as slow as a person.
    await expect(async () => {
      await open(page, paths.publicForm(form));
      await fill();
      await submit(page).click();
      await expect(page.getByText("送信が早すぎる")).toBeVisible({ timeout: 1500 });
    }).toPass({ timeout: 30_000 });
    const requests = () => service.sql`
      select 1 from signup_requests where tenant_id = ${tenant.id} and email = ${bot}`;
    const before = await requests();
    await page.locator('input[name="website"]').fill("https://spam.example", { force: true });
    await send(page);
    expect(await requests()).toHaveLength(before.length);
  });

  await test.step("a person is asked for what is missing and sends the form", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, paths.publicForm(form));
    await expect(page.getByText("ホームページ", { exact: true })).toHaveCount(0);
    await page.getByLabel("メールアドレス").fill("visitor@gmial.com");
    await page.getByLabel("会社名").click();
    await page.getByRole("button", { name: "修正する" }).click();
    await expect(page.getByLabel("メールアドレス")).toHaveValue("visitor@gmail.com");
    await page.getByLabel("メールアドレス").fill(visitor);
    await submit(page).click();
    await expect(page.getByText("同意が必要です")).toBeVisible();
    await page.getByRole("checkbox", { name: "上記に同意して" }).check();
    await page.getByRole("checkbox", { name: "新商品のご案内" }).check();
    await axe(page);
    await expect(async () => {
      await submit(page).click();
      await expect(page.getByText("入力してください。")).toBeVisible({ timeout: 1500 });
    }).toPass({ timeout: 20_000 });
    await page.getByLabel("会社名").fill("株式会社高﨑");
    await send(page);
    await axe(page);
  });

  const found = () => service.sql<{ id: string }[]>`
    select id from addresses where tenant_id = ${tenant.id} and email = ${visitor}`;
  await test.step("opening the mailed link confirms nothing, its button does", async () => {
    const mail = await inbox.newest(visitor, /登録の確認/);
    expect(mail.from).toContain(tenant.name);
    await open(page, linkIn(mail, "/f/"));
    await expect(heading(page, "登録の確認")).toBeVisible();
    await axe(page);
    expect(await found()).toHaveLength(0);
    await page.getByRole("button", { name: "登録を確定する" }).click();
    await expect(heading(page, "登録が完了しました")).toBeVisible();
    await axe(page);
  });

  await test.step("the customer sees the address, its tags, its consent and where it came from", async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    const [address] = await found();
    await open(page, paths.address(address?.id ?? ""));
    const main = page.locator("main");
    await expect(main.getByText("ホームページ", { exact: true })).toBeVisible();
    await expect(main.getByText("news", { exact: true })).toBeVisible();
    await expect(main.getByText("株式会社高﨑")).toBeVisible();
    await expect(main.getByText(/登録フォーム「トップページ」/)).toBeVisible();
    const row = page.getByRole("row", { name: "受信者が登録フォームから登録" });
    await expect(row).toContainText("受信者ご本人が操作");
    await open(page, paths.signupForms);
    await expect(page.getByRole("row", { name: "トップページ" })).toContainText("1 件");
  });
});

/** Websites of others, each at an origin of its own, that show the HTML as it is by then. */
async function withWebsites(html: () => string, work: (origins: string[]) => Promise<void>) {
  const servers = [0, 1].map(() =>
    createServer((_request, response) => {
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(`<!doctype html><title>店</title>${html()}`);
    }),
  );
  for (const server of servers)
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origins = servers.map(
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
  await work(origins).finally(() => {
    for (const server of servers) server.close();
  });
}

/** Only the one address for frames may be framed, and by the site that is named. */
async function expectStrictElsewhere(page: Page, form: string, site: string) {
  const headersOf = async (path: string) => (await page.request.get(path)).headers();
  const embedded = await headersOf(paths.embeddedForm(form));
  expect(embedded["content-security-policy"]).toContain(`frame-ancestors ${site};`);
  expect(embedded["x-frame-options"]).toBeUndefined();
  for (const path of [paths.publicForm(form), paths.signIn, `/f/${form}/confirmation/x`]) {
    const strict = await headersOf(path);
    expect(strict["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(strict["x-frame-options"]).toBe("DENY");
  }
}

test("W7: a form works inside the customer's own website, and in no other than those that are named", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
}) => {
  await loginAs("manager");
  let form = "";
  let snippet = "";
  await withWebsites(
    () => snippet,
    async ([shop = "", stranger = ""]) => {
      await open(page, paths.newSignupForm);
      await page.getByLabel("埋め込みを許可するサイト").fill(shop);
      form = await createForm(page, { service, tenant }, "埋め込み");
      snippet = await page.locator("code", { hasText: "<iframe" }).innerText();
      expect(snippet).toContain(paths.embeddedForm(form));

      const visitor = uniqueEmail("framed");
      await page.goto(shop);
      const frame = page.frameLocator("iframe");
      await frame.getByLabel("メールアドレス").fill(visitor);
      await frame.getByRole("checkbox", { name: "上記に同意して" }).check();
      await expect(async () => {
        await frame.getByRole("button", { name: "確認メールを送る" }).click();
        await expect(
          frame.getByRole("heading", { name: "確認メールをお送りしました" }),
        ).toBeVisible({
          timeout: 1500,
        });
      }).toPass({ timeout: 20_000 });
      await inbox.newest(visitor, /登録の確認/);

      await page.goto(stranger);
      await expect.poll(() => page.frames().at(-1)?.url()).toMatch(/^chrome-error:/);
      await expect(page.frameLocator("iframe").getByLabel("メールアドレス")).toHaveCount(0);

      await expectStrictElsewhere(page, form, shop);
    },
  );

  await open(page, paths.signupForms);
  await page.getByRole("button", { name: "「埋め込み」を削除" }).click();
  await page.getByRole("button", { name: "削除する" }).click();
  await expect(page.getByText("登録フォームはまだありません")).toBeVisible();
  await open(page, paths.publicForm(form));
  await expect(heading(page, "フォームが見つかりません")).toBeVisible();
});
