import iconv from "iconv-lite";
import { paths } from "@/lib/paths";
import { password, uniqueEmail } from "./accounts";
import { expect, test } from "./fixtures";
import { linkIn } from "./inbox";
import { open, ready } from "./ready";
import {
  fillRegistration,
  heading,
  mailedCode,
  reachDashboard,
  reachRegistration,
  submitRegistration,
} from "./sign-up-steps";

const bodyHtml = "<p>{{名前|お客様}} 様</p><p>冬のご案内です。</p>";

test("from sign-up to the history of a delivery", async ({ page, inbox, browser, axe }) => {
  const master = uniqueEmail("journey");
  await reachRegistration(page, inbox, master);
  await axe(page);
  await fillRegistration(page, await mailedCode(inbox, master));
  await submitRegistration(page);
  await reachDashboard(page);
  await axe(page);

  await test.step("a user with limited permissions joins by invitation", async () => {
    const author = uniqueEmail("author");
    await open(page, paths.users);
    await page.getByRole("button", { name: "利用者を招待" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("メールアドレス").fill(author);
    await dialog.getByLabel("名前").fill("髙田 芽依");
    await dialog.getByLabel("役割").selectOption("author");
    await dialog.getByRole("button", { name: "招待を送る" }).click();
    await expect(page.getByText(author)).toBeVisible();
    const link = linkIn(await inbox.newest(author, /招待/), "/invitation/");
    const other = await browser.newContext({ locale: "ja-JP" });
    const guest = await other.newPage();
    await open(guest, link);
    await guest.getByLabel("パスワード", { exact: true }).fill(password);
    await guest.getByRole("checkbox", { name: /同意します/ }).check();
    await guest.getByRole("button", { name: "利用を始める" }).click();
    await reachDashboard(guest);
    await expect(guest.getByRole("link", { name: "利用者", exact: true })).toHaveCount(0);
    const refused = await guest.goto(paths.users);
    expect(refused?.status()).toBe(404);
    await other.close();
  });

  await test.step("a CP932 file becomes addresses with tags", async () => {
    const rows = [
      "メールアドレス,名前,タグ",
      `${uniqueEmail("ichi")},髙橋 ㈱一郎,お客様`,
      `${uniqueEmail("ni")},山﨑 二葉,お客様`,
      `${uniqueEmail("san")},山田 三郎,見込み客`,
      "not-an-address,誰か,お客様",
    ];
    await open(page, paths.newImport);
    const buffer = iconv.encode(`${rows.join("\r\n")}\r\n`, "cp932");
    const file = { name: "名簿.csv", mimeType: "text/csv", buffer };
    await page.getByLabel("取り込むファイル").setInputFiles(file);
    await page.getByRole("button", { name: "アップロードして次へ" }).click();
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
    await ready(page);
    await expect(page.getByText("髙橋 ㈱一郎").first()).toBeVisible();
    await page.getByRole("button", { name: "内容を確認する" }).click();
    await page.getByRole("button", { name: "取り込みを開始" }).click();
    await expect(page.getByRole("link", { name: "エラー行をダウンロード" })).toBeVisible();
    await open(page, paths.addresses);
    await expect(page.getByText("山﨑 二葉")).toBeVisible();
    await expect(page.getByText("not-an-address")).toHaveCount(0);
    await axe(page);
  });

  await test.step("the settings hold what the law asks for", async () => {
    await open(page, paths.settings);
    await page.getByLabel("住所").fill("東京都千代田区千代田1-1");
    await page.getByLabel("苦情・問い合わせの受付先").fill("contact@example.jp");
    await page.getByRole("button", { name: "保存する" }).click();
    await expect(page.getByText("設定を保存しました")).toBeVisible();
  });

  await test.step("W14: a mail to a tag is sent and followed for each recipient", async () => {
    await open(page, paths.newDelivery);
    await page.getByLabel("配信名").fill("冬のご案内");
    await page.getByRole("button", { name: "下書きを作成" }).click();
    await page.waitForURL(/\/edit$/);
    await ready(page);
    await page.getByLabel("差出人").first().selectOption({ index: 1 });
    await page.getByLabel("件名", { exact: true }).fill("{{名前|お客様}} 様へ冬のご案内");
    await page.getByLabel("HTML 本文", { exact: true }).fill(bodyHtml);
    await page.getByRole("radio", { name: "タグ", exact: true }).check();
    await page.getByRole("combobox", { name: "タグ", exact: true }).fill("お客様");
    await page.getByRole("option", { name: "お客様" }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByText("配信できる状態です。")).toBeVisible();
    await page.getByRole("button", { name: "配信に進む" }).click();
    await page.getByRole("button", { name: "今すぐ配信する" }).click();
    await expect(page.getByText("完了", { exact: true }).first()).toBeVisible({ timeout: 60_000 });
    await axe(page);
    await page.getByRole("link", { name: "宛先ごとの記録" }).first().click();
    await expect(heading(page, "宛先ごとの記録")).toBeVisible();
    await expect(page.getByRole("row", { name: /ichi-.*(到達|受付)/ })).toBeVisible();
    await expect(page.getByRole("row", { name: /san-/ })).toHaveCount(0);
  });
});
