import { paths } from "@/lib/paths";
import { anotherBrowser, signIn } from "./access-steps";
import { createOperator } from "./accounts";
import { expect, test } from "./fixtures";
import { open } from "./ready";
import { heading } from "./sign-up-steps";

const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]);

test("W33: a user asks support with an attachment, the provider answers, the user is told, replies and closes", async ({
  page,
  browser,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  const user = await loginAs("master");
  await open(page, paths.support);
  await expect(page.getByText("お問い合わせはありません")).toBeVisible();
  await axe(page);
  await page.getByRole("link", { name: "登録する" }).click();
  await page.getByLabel("Chatwork ID").fill("aozora_1");
  await page.getByLabel("チャットワークでの表示名").fill("青空 花子");
  await page.getByLabel("担当者名").fill("青空花子");
  await page.getByRole("button", { name: "登録する" }).click();
  await expect(page.getByText("aozora_1")).toBeVisible();

  await page.getByRole("link", { name: "問い合わせる" }).click();
  await page.getByLabel("件名").fill("配信が始まりません");
  await page.getByRole("textbox", { name: /^内容/ }).fill("予約の時刻を過ぎました。");
  const chooser = page.getByLabel("添付ファイル");
  await chooser.setInputFiles({ name: "a.png", mimeType: "image/png", buffer: Buffer.from("x") });
  await expect(page.getByText(/中身が名前どおりの/)).toBeVisible();
  await chooser.setInputFiles({ name: "画面.png", mimeType: "image/png", buffer: png });
  await expect(page.getByRole("button", { name: "画面.png を外す" })).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: "送信する" }).click();
  await expect(heading(page, "配信が始まりません")).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "画面.png" }).click();
  expect((await download).suggestedFilename()).toBe("画面.png");

  const operator = await createOperator(service);
  const desk = await anotherBrowser(browser);
  await desk.page.goto(`${service.operatorUrl}${paths.operatorHome}`);
  await signIn(desk.page, operator.email);
  await expect(heading(desk.page, "概況")).toBeVisible();
  await open(desk.page, `${service.operatorUrl}${paths.operatorSupport}`);
  await axe(desk.page);
  const row = desk.page.getByRole("row", { name: tenant.name });
  await row.getByRole("link", { name: "配信が始まりません" }).click();
  await expect(desk.page.getByText("予約の時刻を過ぎました。")).toBeVisible();
  await axe(desk.page);
  await desk.page.getByLabel("回答の内容").fill("再開しました。ご確認ください。");
  await desk.page.getByRole("button", { name: "回答する" }).click();
  await expect(desk.page.getByText("回答済み")).toBeVisible();
  await desk.context.close();

  const mail = await inbox.newest(user.email, /お問い合わせへの回答/);
  expect(mail.text).not.toContain("再開しました。ご確認ください。");
  await page.reload();
  await expect(page.getByText("再開しました。ご確認ください。")).toBeVisible();
  await page.getByLabel("返信の内容").fill("確認しました。");
  await page.getByRole("button", { name: "返信する" }).click();
  await expect(page.getByRole("list", { name: "やりとり" })).toContainText("確認しました。");
  await axe(page);
  await page.getByRole("button", { name: "終了する" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "終了する" }).click();
  await expect(page.getByRole("button", { name: "再開する" })).toBeVisible();
});
