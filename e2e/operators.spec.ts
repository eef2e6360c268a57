import { encode } from "next-auth/jwt";
import { toJstLocal } from "@/lib/format";
import { paths } from "@/lib/paths";
import { anotherBrowser, signIn } from "./access-steps";
import { createOperator, giveSession, uniqueEmail } from "./accounts";
import { expect, test } from "./fixtures";
import { open } from "./ready";
import { heading } from "./sign-up-steps";

test("W23: customers and operators share neither pages nor sessions", async ({
  page,
  context,
  request,
  service,
  loginAs,
}) => {
  const { id, tenantId } = await loginAs("master");
  const { url, operatorUrl, secret } = service;
  const status = async (address: string) => (await request.get(address)).status();
  const { operatorHome, operatorSignIn, operatorNewNotice, operatorTenants } = paths;
  for (const path of [operatorHome, operatorSignIn, operatorNewNotice, operatorTenants])
    expect(await status(`${url}${path}`), path).toBe(404);
  const { dashboard, users, addressExport, signIn: signInPage, signUp } = paths;
  for (const path of [dashboard, users, addressExport, signInPage, signUp, "/api/webhooks/stripe"])
    expect(await status(`${operatorUrl}${path}`), path).toBe(404);

  const sub = await giveSession(service, context, { id, tenantId });
  const [cookie] = await context.cookies(url);
  const name = "ecai-operator-session";
  const key = { salt: name, secret: `${secret}:operator` };
  const forged = await encode({ ...key, token: { sub, tenantId, surface: "operator" } });
  for (const value of [cookie?.value ?? "", forged]) {
    await context.addCookies([{ name, value, url: operatorUrl }]);
    await page.goto(`${operatorUrl}${operatorHome}`);
    await expect(heading(page, "運営者のサインイン")).toBeVisible();
  }
});

test("W11: what an operator publishes is unread on the dashboard until it is read", async ({
  page,
  browser,
  service,
  loginAs,
  axe,
}) => {
  const operator = await createOperator(service);
  const title = `配信経路の変更 ${uniqueEmail("n").slice(2, 10)}`;
  const effective = toJstLocal(new Date(Date.now() + 15 * 24 * 3600 * 1000));
  const console = await anotherBrowser(browser);
  await console.page.goto(`${service.operatorUrl}${paths.operatorNewNotice}`);
  await signIn(console.page, operator.email);
  await expect(heading(console.page, "概況")).toBeVisible();
  await axe(console.page);
  await open(console.page, `${service.operatorUrl}${paths.operatorNewNotice}`);
  await console.page.getByLabel("適用日時").fill(effective);
  await console.page.getByLabel("件名 (日本語)").fill(title);
  await console.page.getByLabel("本文 (日本語)").fill("新しい経路に切り替えます。");
  await console.page.getByLabel("件名 (英語)").fill("A new route");
  await console.page.getByLabel("本文 (英語)").fill("We change over to a new route.");
  await axe(console.page);
  await console.page.getByRole("button", { name: "下書きを保存" }).click();
  await expect(heading(console.page, title)).toBeVisible();
  await axe(console.page);
  await console.page.getByRole("button", { name: "公開する" }).click();
  await expect(console.page.getByText("続報を出す")).toBeVisible();
  await console.context.close();

  await loginAs("viewer");
  await open(page, paths.dashboard);
  const row = page.getByRole("row", { name: new RegExp(title) });
  await expect(row).toContainText(effective.replaceAll("-", "/").replace("T", " "));
  await expect(row).toContainText("未読");
  await row.getByRole("link", { name: title }).click();
  await expect(page.getByText("新しい経路に切り替えます。")).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: "既読にする" }).click();
  await expect(page.getByText("既読", { exact: true })).toBeVisible();
  await open(page, paths.dashboard);
  await expect(row).toContainText("既読");
});
