import { paths } from "@/lib/paths";
import { uniqueEmail } from "./accounts";
import { createAddresses, createDraft, sendAll } from "./delivery-steps";
import { expect, type Page, test } from "./fixtures";
import { linkIn } from "./inbox";
import { open } from "./ready";
import { heading } from "./sign-up-steps";

const rowOf = (page: Page, name: string) => page.getByRole("row", { name });

/** Opens a tag to recipients in the screen of the tags. */
async function offer(page: Page, tag: string, publicName: string, description = "") {
  await page.getByRole("button", { name: `「${tag}」を受信者が選べるようにする` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "受信者が選べる" }).check();
  await dialog.getByLabel("受信者に表示する名前").fill(publicName);
  await dialog.getByLabel("説明").fill(description);
  await dialog.getByRole("button", { name: "保存" }).click();
  await expect(rowOf(page, tag)).toContainText(publicName);
}

test("W7: a recipient chooses among the tags that the customer opened, and the customer sees who did it", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  await loginAs("manager");
  const reader = uniqueEmail("reader");
  await createAddresses(service, tenant, [
    { email: reader, tags: ["news-2026", "sale", "要フォロー"] },
  ]);
  await open(page, paths.tags);
  await offer(page, "news-2026", "新商品のご案内", "月に 1 回ほど");
  await offer(page, "sale", "セールのお知らせ");
  await axe(page);
  await sendAll(page, await createDraft(service, tenant));

  const link = linkIn(await inbox.newest(reader, /様へ/), "/unsubscribe/");
  await test.step("the page shows the public names and no other tag", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, link);
    await expect(heading(page, "メール配信の設定")).toBeVisible();
    await expect(page.getByRole("checkbox")).toHaveCount(2);
    await expect(page.getByText("月に 1 回ほど")).toBeVisible();
    await expect(page.getByText("要フォロー")).toHaveCount(0);
    await axe(page);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
    ).toBe(true);
  });
  await test.step("a choice is kept", async () => {
    await page.getByRole("checkbox", { name: "セールのお知らせ" }).uncheck();
    await page.getByRole("button", { name: "設定を保存" }).click();
    await expect(page.getByText("設定を保存しました")).toBeVisible();
    await open(page, link);
    await expect(page.getByRole("checkbox", { name: "セールのお知らせ" })).not.toBeChecked();
    await expect(page.getByRole("checkbox", { name: "新商品のご案内" })).toBeChecked();
  });
  await test.step("an altered link answers as an unknown one", async () => {
    const answer = await page.request.get(`${link}x`);
    expect(answer.status()).toBe(404);
  });
  await test.step("the customer sees it in the address's history", async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    const [address] = await service.sql<{ id: string }[]>`select id from addresses
      where tenant_id = ${tenant.id} and email = ${reader}`;
    await open(page, paths.address(address?.id ?? ""));
    const change = rowOf(page, "受信者が受け取る内容を変更");
    await expect(change).toContainText("受信者ご本人が操作");
  });
});

test("W8: why a recipient left stands in the suppressions and in the address's history", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  await loginAs("manager");
  const reader = uniqueEmail("leaver");
  await createAddresses(service, tenant, [{ email: reader, tags: ["news"] }]);
  await sendAll(page, await createDraft(service, tenant));
  await open(page, linkIn(await inbox.newest(reader, /様へ/), "/unsubscribe/"));
  await page.getByLabel("停止の理由").selectOption("メールの数が多い");
  await page.getByLabel("ご意見").fill("毎日は<b>多すぎ</b>ます");
  await axe(page);
  await page.getByRole("button", { name: "配信を停止する" }).click();
  await expect(heading(page, "配信を停止しました")).toBeVisible();

  await open(page, paths.suppressions);
  await expect(rowOf(page, reader)).toContainText("メールの数が多い");
  await expect(rowOf(page, reader)).toContainText("毎日は<b>多すぎ</b>ます");
  await page.getByRole("link", { name: reader }).click();
  const stop = page.getByRole("row").filter({ hasText: "メールの数が多い" });
  await expect(stop).toContainText("毎日は<b>多すぎ</b>ます");
});
