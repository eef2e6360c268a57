import { paths } from "@/lib/paths";
import { anotherBrowser, signIn } from "./access-steps";
import { createOperator } from "./accounts";
import { expect, test } from "./fixtures";
import { open } from "./ready";
import { heading } from "./sign-up-steps";

test("W27: a master cancels the contract, everything becomes read-only, and withdraws it again", async ({
  page,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  const master = await loginAs("master");
  await open(page, paths.contractEnding);
  await expect(heading(page, "ご契約の解約")).toBeVisible();
  await axe(page);
  const submit = page.getByRole("button", { name: "解約を申し込む" });
  await page.getByLabel(/^確認のため/).fill("別の会社");
  await submit.click();
  await expect(page.getByText("環境の名前と一致しません。")).toBeVisible();
  await page.getByLabel(/^確認のため/).fill(tenant.name);
  await submit.click();
  await expect(page.getByRole("button", { name: "解約を取り下げる" })).toBeVisible();
  await axe(page);
  const mail = await inbox.newest(master.email, /解約のお申し込み/);
  expect(mail.text).toContain(tenant.name);

  await open(page, paths.tags);
  await expect(page.getByText(/それまでは閲覧と書き出しだけができます/)).toBeVisible();
  await expect(page.getByRole("button", { name: "新しいタグ" })).toHaveCount(0);

  await open(page, paths.contractEnding);
  await page.getByRole("button", { name: "解約を取り下げる" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "解約を取り下げる" }).click();
  await expect(page.getByRole("button", { name: "解約を申し込む" })).toBeVisible();
});

test("W13: an operator asks for a backup and sees it verified", async ({
  browser,
  service,
  axe,
}) => {
  test.setTimeout(240_000);
  const operator = await createOperator(service);
  const { page, context } = await anotherBrowser(browser);
  await page.goto(`${service.operatorUrl}${paths.operatorHome}`);
  await signIn(page, operator.email);
  await expect(heading(page, "概況")).toBeVisible();
  await open(page, `${service.operatorUrl}${paths.operatorBackups}`);
  await axe(page);
  await page.getByRole("button", { name: "今すぐバックアップ" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("button", { name: "今すぐバックアップ" }).click();
  const newest = page.getByRole("row", { name: /検証済み/ }).first();
  await expect(async () => {
    await page.reload();
    await expect(newest).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 200_000 });
  await context.close();
});
