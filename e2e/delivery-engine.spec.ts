import { paths } from "@/lib/paths";
import { uniqueEmail } from "./accounts";
import {
  createAddresses,
  createDraft,
  finished,
  sendAll,
  sendButton,
  sendNow,
  suppress,
} from "./delivery-steps";
import { expect, test } from "./fixtures";
import { open } from "./ready";

const everyone = (...emails: string[]) => emails.map((email) => ({ email }));

test("W14: a gate shows what stands before sending, and a sender's domain is looked up", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("manager");
  const stopped = uniqueEmail("stopped");
  await createAddresses(service, tenant, everyone(uniqueEmail("one"), stopped));
  await suppress(service, tenant, stopped, "unsubscribed");
  const id = await createDraft(service, tenant, { html: "<p>{{名前}} 様</p>" });
  await open(page, paths.deliveryEdit(id));
  const summary = page.getByRole("complementary", { name: "配信の確認" });
  const gate = summary.getByRole("listitem");
  const point = (label: string) => gate.filter({ has: page.getByText(label, { exact: true }) });
  await expect(page.getByRole("heading", { name: "送信前の確認" })).toBeVisible();
  await expect(point("送信者の表示")).toContainText("名称、住所、受付先が入っています");
  await expect(point("配信停止")).toContainText("List-Unsubscribe");
  await expect(point("差し込み項目")).toContainText("すべて読み取れます");
  await expect(point("空欄になる宛先")).toContainText("最大 1 件");
  await expect(point("除外される宛先")).toContainText("1 件");
  for (const record of ["SPF", "DKIM", "DMARC"])
    await expect(gate.filter({ hasText: record }).first()).toBeVisible({ timeout: 15_000 });
  await axe(page);
  await sendButton(page).click();
  const warning = page.getByRole("alertdialog").getByText("配信の前にご確認ください");
  await expect(warning).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "除外: 配信停止" }).click();
  await page.waitForURL(`**${paths.suppressions}?reason=unsubscribed`);
  await expect(page.getByRole("row", { name: stopped })).toBeVisible();

  await open(page, paths.senders);
  await page.getByRole("button", { name: "旅路物産 のドメインの認証を確認" }).click();
  const dialog = page.getByRole("dialog", { name: "差出人ドメインの認証" });
  await expect(dialog.getByText("tabiji.example.jp の DNS")).toBeVisible({ timeout: 15_000 });
  await axe(page);
});

test("W14: opens and clicks are followed by signed links, shown by link and by recipient, and a page shows the mail", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  await loginAs("manager");
  const email = uniqueEmail("reader");
  await createAddresses(service, tenant, [{ email, name: "甲野" }]);
  const html = '<p>{{名前|お客様}} 様</p><a href="https://shop.example.jp/spring">見る</a>';
  const id = await createDraft(service, tenant, { html });
  await open(page, paths.deliveryEdit(id));
  await page.getByRole("checkbox", { name: "「ブラウザで表示する」リンクを付ける" }).check();
  await page.getByLabel("キャンペーン名 (utm_campaign)").fill("spring");
  await page.getByLabel("キャンペーン名 (utm_campaign)").blur();
  await expect(async () => {
    const [row] = await service.sql<{ ok: boolean }[]>`
      select has_web_version and utm_campaign = 'spring' as ok from deliveries where id = ${id}`;
    expect(row?.ok).toBe(true);
  }).toPass();
  await sendAll(page, id);
  const mail = await inbox.newest(email, /様へ/);
  const link = (kind: string) =>
    new RegExp(`"(http[^"]*/m/${kind}/[^"]+)"`).exec(mail.html ?? "")?.[1] ?? "";
  expect(mail.html).toContain("開封とリンクのクリックを記録しています");

  const followed = await fetch(link("c"), { redirect: "manual" });
  expect(followed.status).toBe(302);
  const target = followed.headers.get("location") ?? "";
  expect(target).toMatch(/^https:\/\/shop\.example\.jp\/spring\?.*utm_campaign=spring$/);
  expect(followed.headers.get("referrer-policy")).toBe("no-referrer");
  const pixel = await fetch(link("o"));
  expect(pixel.headers.get("content-type")).toBe("image/gif");
  expect(pixel.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  const forged = link("c").replace(/\/m\/c\/./, "/m/c/Z");
  expect((await fetch(forged, { redirect: "manual" })).status).toBe(404);

  await test.step("the page of the mail", async () => {
    const web = await page.goto(link("w"));
    expect(web?.headers()["content-security-policy"]).toContain("sandbox");
    expect(web?.headers()["x-robots-tag"]).toContain("noindex");
    await expect(page.getByText("甲野 様")).toBeVisible();
    const altered = `${link("w").slice(0, -2)}${link("w").endsWith("AA") ? "BB" : "AA"}`;
    expect((await fetch(altered)).status).toBe(404);
  });

  await test.step("by link and by recipient", async () => {
    await expect(async () => {
      await open(page, paths.delivery(id));
      const row = page.getByRole("row", { name: /shop\.example\.jp/ });
      await expect(row).toContainText("100%", { timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
    await axe(page);
    await open(page, paths.deliveryRecipients(id));
    await page
      .getByRole("row", { name: email })
      .getByRole("link", { name: "すべての記録" })
      .click();
    await expect(page.getByRole("heading", { name: email })).toBeVisible();
    await expect(page.getByRole("row", { name: /クリック/ })).toContainText("shop.example.jp");
    await expect(page.getByRole("row", { name: /開封/ }).first()).toBeVisible();
    await axe(page);
  });
});

test("W14: those who did not get it are mailed again by a delivery of its own, linked both ways", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  await loginAs("sender");
  const [arrived, full] = [uniqueEmail("arrived"), uniqueEmail("softbounce")];
  await createAddresses(service, tenant, everyone(arrived, full));
  const id = await createDraft(service, tenant, { name: "冬の会報" });
  await sendAll(page, id);
  await expect(page.getByTestId("ledger")).toHaveText("対象 2 = 到達 1 + 不達 1", {
    timeout: 30_000,
  });
  await page.getByRole("button", { name: "届かなかった宛先に再送" }).click();
  const dialog = page.getByRole("dialog", { name: "届かなかった宛先に再送" });
  await expect(dialog.getByRole("checkbox", { name: "一時的な不達" })).toBeChecked();
  await expect(dialog.getByRole("checkbox", { name: "未開封" })).not.toBeChecked();
  await axe(page);
  await dialog.getByRole("button", { name: "今すぐ再送する" }).click();
  await expect(page.getByRole("heading", { name: "冬の会報の再送" })).toBeVisible();
  await finished(page);
  await expect(page.getByTestId("ledger")).toContainText("対象 1 = ");
  expect(await inbox.list(full)).toHaveLength(2);
  expect(await inbox.list(arrived)).toHaveLength(1);
  await page.getByRole("link", { name: "冬の会報", exact: true }).click();
  await page.waitForURL(`**${paths.delivery(id)}`);
  await expect(page.getByRole("link", { name: "冬の会報の再送" })).toBeVisible();

  await test.step("both side by side", async () => {
    await open(page, paths.deliveries);
    await expect(page.getByRole("figure", { name: "期間の配信結果" })).toBeVisible();
    await page.getByRole("checkbox", { name: "冬の会報の再送 を選択" }).check();
    await expect(page.getByText("2 件から 6 件を選ぶと比較できます。")).toBeVisible();
    await page.getByRole("checkbox", { name: "冬の会報 を選択", exact: true }).check();
    await axe(page);
    await page.getByRole("link", { name: "比較する" }).click();
    await expect(page.getByRole("heading", { name: "配信の比較" })).toBeVisible();
    await expect(page.getByRole("row", { name: /^冬の会報(?!の再送)/ })).toContainText("1 (50%)");
    await axe(page);
  });
});

test("W14: quiet hours make a delivery wait, and it goes on when they are taken away", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("manager");
  await createAddresses(service, tenant, everyone(uniqueEmail("night")));
  const halfHour = (offset: number) => {
    const minutes = (Math.floor(Date.now() / 1_800_000) + offset) * 30 + 9 * 60;
    const pad = (value: number) => String(value).padStart(2, "0");
    return `${pad(Math.floor(minutes / 60) % 24)}:${pad(minutes % 60)}`;
  };
  await open(page, paths.settings);
  await page.getByRole("link", { name: "配信の決まり" }).click();
  const save = async () => {
    await page.getByRole("button", { name: "保存" }).click();
    await expect(page.getByText("配信の決まりを変更しました。").first()).toBeVisible();
  };
  await page.getByLabel("配信禁止の開始").selectOption(halfHour(-1));
  await page.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("開始と終了の両方を選択してください。")).toBeVisible();
  await page.getByLabel("配信禁止の終了").selectOption(halfHour(4));
  await save();
  await axe(page);
  const id = await createDraft(service, tenant);
  await open(page, paths.deliveryEdit(id));
  await sendNow(page, id);
  await expect(page.getByText(/配信禁止時間帯のため待機しています。/)).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByTestId("ledger")).toContainText("待機 1");
  await open(page, paths.sendingSettings);
  await page.getByLabel("配信禁止の開始").selectOption("");
  await page.getByLabel("配信禁止の終了").selectOption("");
  await save();
  await open(page, paths.delivery(id));
  await finished(page);
});
