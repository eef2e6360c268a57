import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import yauzl from "yauzl";
import { paths } from "@/lib/paths";
import { anotherBrowser } from "./access-steps";
import { createOperator, giveOperatorSession, uniqueEmail } from "./accounts";
import { expect, test } from "./fixtures";
import { open } from "./ready";
import { heading } from "./sign-up-steps";

test("W12: a compound word is found by its part, and a screen's help leads to its page with a picture", async ({
  page,
  loginAs,
  axe,
}) => {
  await loginAs("master");
  await open(page, paths.suppressions);
  await page.getByRole("link", { name: "ヘルプ" }).first().click();
  await expect(heading(page, "配信停止")).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`${paths.manualPage("suppressions")}$`));
  const picture = page.getByRole("img", { name: "配信停止の画面" });
  await picture.scrollIntoViewIfNeeded();
  await expect
    .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBe(960);
  await axe(page);

  await page.getByLabel("マニュアルを検索").fill("履歴");
  await page.getByLabel("マニュアルを検索").press("Enter");
  await expect(page.getByRole("status")).toContainText("「履歴」の検索結果");
  const hit = page
    .getByRole("region", { name: /検索結果/ })
    .getByRole("link", { name: /^配信履歴/ });
  await expect(hit.first().locator("mark").first()).toHaveText("履歴");
  await hit.first().click();
  await expect(heading(page, "配信履歴")).toBeVisible();
});

test("W20: a vulnerability is told and followed until it is mitigated, and the operator sees the packages' audit", async ({
  page,
  browser,
  service,
  loginAs,
  inbox,
  axe,
}) => {
  const master = await loginAs("master");
  const operator = await createOperator(service);
  const desk = await anotherBrowser(browser);
  await giveOperatorSession(service, desk.context, operator);
  const title = `暗号ライブラリの脆弱性 ${uniqueEmail("v").slice(2, 10)}`;
  await open(desk.page, `${service.operatorUrl}${paths.operatorNewNotice}`);
  await desk.page.getByLabel("種類").selectOption({ label: "脆弱性" });
  await desk.page.getByLabel("件名 (日本語)").fill(title);
  await desk.page.getByLabel("本文 (日本語)").fill("影響を調べています。");
  await desk.page.getByLabel("件名 (英語)").fill("A vulnerability");
  await desk.page.getByLabel("本文 (英語)").fill("We look into it.");
  await desk.page.getByRole("button", { name: "下書きを保存" }).click();
  await expect(heading(desk.page, title)).toBeVisible();
  await desk.page.getByRole("button", { name: "公開する" }).click();

  const news = [
    ["調査中", "該当する部品を調べています。"],
    ["影響あり", "一部の処理が該当します。"],
    ["対策済み", "修正した版に入れ替えました。"],
  ] as const;
  for (const [status, text] of news) {
    const form = desk.page.getByRole("region", { name: "続報を出す" }).or(
      desk.page.locator("section", {
        has: desk.page.getByRole("heading", { name: "続報を出す" }),
      }),
    );
    await form.getByLabel("状況").selectOption({ label: status });
    await form.getByLabel("本文 (日本語)").fill(text);
    await form.getByLabel("本文 (英語)").fill("News.");
    await form.getByRole("button", { name: "続報を公開する" }).click();
    await expect(form.getByLabel("本文 (日本語)")).toHaveValue("");
  }

  await open(page, paths.notices);
  await page
    .getByRole("row", { name: new RegExp(title) })
    .getByRole("link")
    .click();
  const thread = page.getByRole("region", { name: "続報" }).getByRole("listitem");
  await expect(thread).toHaveCount(news.length);
  for (const [at, [status, text]] of news.entries()) {
    await expect(thread.nth(at)).toContainText(status);
    await expect(thread.nth(at)).toContainText(text);
  }
  await axe(page);
  const mails = async () => (await inbox.list(master.email)).map(({ text }) => text).join();
  for (const text of ["影響を調べています。", ...news.map(([, told]) => told)])
    await expect.poll(mails, { timeout: 30_000 }).toContain(text);

  await service.sql`select graphile_worker.add_job('packages.audit')`;
  await expect(async () => {
    await open(desk.page, `${service.operatorUrl}${paths.operatorHealth}`);
    const card = desk.page.locator("section", {
      has: desk.page.getByRole("heading", { name: "パッケージの脆弱性" }),
    });
    await expect(card).toContainText(/結果を得られませんでした|脆弱性はありません|深刻度/, {
      timeout: 1_000,
    });
  }).toPass({ timeout: 120_000 });
  await axe(desk.page);
  await desk.context.close();
});

test("W33: the customer registers its Chatwork account and asks with a file; support is told, answers, and the history stays", async ({
  page,
  browser,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  await loginAs("master");
  await open(page, paths.supportContact);
  await page.getByLabel("Chatwork ID").fill("tabiji-support");
  await page.getByLabel("チャットワークでの表示名").fill("旅路物産");
  await page.getByLabel("担当者名").fill("高﨑");
  await page.getByRole("button", { name: "登録する" }).click();
  await expect(page.getByText("tabiji-support")).toBeVisible();

  const subject = `予約した配信が始まらない ${uniqueEmail("s").slice(2, 10)}`;
  await open(page, paths.newSupport);
  await page.getByLabel("種別").selectOption({ label: "配信" });
  await page.getByLabel("件名").fill(subject);
  await page.getByLabel("内容").fill("9 時に予約しましたが、始まっていません。");
  await page.getByLabel("添付ファイル").setInputFiles({
    name: "記録.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("09:00 予約"),
  });
  await expect(page.getByRole("list", { name: "添付ファイル" })).toContainText("記録.txt");
  await axe(page);
  await page.getByRole("button", { name: "送信する" }).click();
  await expect(heading(page, subject)).toBeVisible();
  const asked = await inbox.newest("support@ecai.example", new RegExp(subject));
  for (const text of [tenant.name, "tabiji-support", "9 時に予約しました", "記録.txt"])
    expect(asked.text).toContain(text);

  const desk = await anotherBrowser(browser);
  await giveOperatorSession(service, desk.context, await createOperator(service));
  await open(desk.page, `${service.operatorUrl}${paths.operatorSupport}`);
  await desk.page.getByRole("link", { name: subject }).click();
  const [file] = await Promise.all([
    desk.page.waitForEvent("download"),
    desk.page.getByRole("link", { name: "記録.txt" }).click(),
  ]);
  expect((await buffer(await file.createReadStream())).toString()).toBe("09:00 予約");
  await desk.page.getByLabel("回答の内容").fill("差出人のドメインの認証が切れていました。");
  await desk.page.getByRole("button", { name: "回答する" }).click();
  await expect(desk.page.getByText("差出人のドメインの認証が切れていました。")).toBeVisible();
  await desk.context.close();

  await open(page, paths.support);
  await page.getByRole("link", { name: subject }).click();
  const thread = page.getByRole("list", { name: "やりとり" }).locator("> li");
  await expect(thread).toHaveCount(2);
  await expect(thread.first()).toContainText("記録.txt");
  await expect(thread.last()).toContainText("差出人のドメインの認証が切れていました。");
});

test("W36: the pack of evidence is built, downloaded and opened, and the verifier inside finds the log whole", async ({
  page,
  loginAs,
  axe,
}) => {
  await loginAs("master");
  await open(page, paths.tags);
  await open(page, paths.evidence);
  await page.getByRole("button", { name: "作成", exact: true }).click();
  const link = page.getByRole("link", { name: "ダウンロード" }).first();
  await expect(async () => {
    await page.reload();
    await expect(link).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await axe(page);
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  const folder = mkdtempSync(path.join(tmpdir(), "ecai-pack-"));
  try {
    const names = await unpack(await download.path(), folder);
    expect(names).toEqual(
      expect.arrayContaining([
        "users/users.csv",
        "users/permissions.csv",
        "audit/audit.jsonl",
        "notices/told.csv",
        "manifest.json",
        "SHA256SUMS",
      ]),
    );
    const sums = readFileSync(path.join(folder, "SHA256SUMS"), "utf8").trim().split("\n");
    expect(sums.length).toBeGreaterThan(10);
    for (const line of sums) {
      const [sum, name = ""] = line.split("  ");
      const content = readFileSync(path.join(folder, name));
      expect(createHash("sha256").update(content).digest("hex"), name).toBe(sum);
    }
    const verify = [
      "audit/verify-audit.mjs",
      "audit/audit.jsonl",
      "--anchors",
      "audit/anchors.json",
    ];
    expect(execFileSync(process.execPath, verify, { cwd: folder }).toString()).toContain("OK");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function unpack(file: string, folder: string): Promise<string[]> {
  const zip = await yauzl.openPromise(file, { lazyEntries: true });
  const names: string[] = [];
  for await (const entry of zip.eachEntry()) {
    const target = path.join(folder, entry.fileName);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, await buffer(await zip.openReadStreamPromise(entry)));
    names.push(entry.fileName);
  }
  return names;
}

test("W22: the master has the isolation tried and sees each table's refusals; the contract names its kind of server", async ({
  page,
  loginAs,
  axe,
}) => {
  await loginAs("master");
  await open(page, paths.isolation);
  await page.getByRole("button", { name: "いま確認する" }).click();
  await expect(page.getByText("分離されています")).toBeVisible();
  await expect(
    page.getByText(/個の表に .* 回の操作を試み、データベースがすべて拒否しました/),
  ).toBeVisible();
  for (const table of ["addresses", "recipients", "invoices"]) {
    const row = page.getByRole("row", { name: new RegExp(`^${table} `) });
    await expect(row).toContainText("拒否 (42501)");
    await expect(row).toContainText("有効");
  }
  await axe(page);
  await open(page, paths.billing);
  await expect(page.getByText("共有サーバ (データベース単位で分離)")).toBeVisible();
});
