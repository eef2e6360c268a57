import { readFile } from "node:fs/promises";
import { paths } from "@/lib/paths";
import { expect, type Page } from "./fixtures";
import { open, ready } from "./ready";

/** Chooses a file on the import page and sends it. */
export async function upload(page: Page, content: string | Uint8Array, name = "名簿.csv") {
  await open(page, paths.newImport);
  const buffer = Buffer.from(content);
  await page.getByLabel("取り込むファイル").setInputFiles({ name, mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "アップロードして次へ" }).click();
}

/** From the chosen file to the page where its columns are assigned. */
export async function uploadToMapping(page: Page, content: string | Uint8Array) {
  await upload(page, content);
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
  await ready(page);
}

/** Has the whole file checked. */
export async function checkImport(page: Page) {
  await page.getByRole("button", { name: "内容を確認する" }).click();
  await expect(page.getByRole("button", { name: "取り込みを開始" })).toBeVisible({
    timeout: 30_000,
  });
}

/** Checks the file, starts the import and waits for its end. */
export async function runImport(page: Page) {
  await checkImport(page);
  await page.getByRole("button", { name: "取り込みを開始" }).click();
  await expect(page.getByRole("link", { name: "アドレス一覧を見る" })).toBeVisible({
    timeout: 30_000,
  });
}

/** The bytes of what a click downloads. */
export async function download(page: Page, click: () => Promise<void>): Promise<Buffer> {
  const waiting = page.waitForEvent("download");
  await click();
  return readFile(await (await waiting).path());
}

/** The bytes of the address book as filtered on the page. */
export async function exportBook(page: Page, encoding: "UTF-8" | "Shift_JIS (CP932)") {
  await page.getByRole("button", { name: "CSV 出力" }).click();
  const link = page.getByRole("link", { name: `${encoding} でダウンロード` });
  const bytes = await download(page, () => link.click());
  await page.keyboard.press("Escape");
  return bytes;
}
