import { readFile } from "node:fs/promises";
import type { Locator } from "@playwright/test";
import { paths } from "@/lib/paths";
import { uniqueEmail } from "./accounts";
import {
  createAddresses,
  createAttribute,
  createDraft,
  createGroup,
  finished,
  holdBatches,
  oneClickLink,
  postEvent,
  sendAll,
  sendButton,
  sendNow,
  suppress,
} from "./delivery-steps";
import { expect, type Page, test } from "./fixtures";
import { linkIn } from "./inbox";
import { open } from "./ready";
import { heading } from "./sign-up-steps";

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const rowOf = (page: Page, email: string) => page.getByRole("row", { name: email });

/** Puts in a text that is too long to be typed, or to be printed by a failing test. */
async function paste(box: Locator, text: string): Promise<void> {
  await box.evaluate((element: HTMLTextAreaElement, pasted) => {
    element.focus();
    element.select();
    document.execCommand("insertText", false, pasted);
  }, text);
}

test("W14: what cannot be sent is named at its field, kept and not sent", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  const user = await loginAs("manager");
  await createAddresses(service, tenant, [{ email: uniqueEmail("one") }]);
  await open(page, paths.deliveryEdit(await createDraft(service, tenant)));
  const broken = [
    "<p>{{名前|お客様 様</p>",
    "<p>{{会員番号}}</p>",
    "<script>alert(1)</script>",
    `<img alt="" src="data:image/png;base64,${"iVBORw0K".repeat(1_000)}">`,
  ].join("\n");
  const html = field(page, "HTML 本文");
  await field(page, "件名").fill("{{氏名}} 様へ");
  await html.fill(broken);
  await expect(field(page, "件名")).toHaveAccessibleDescription(/1 行目の {{氏名}} という項目は/);
  await expect(html).toHaveAccessibleDescription(/1 行目の「.*」が閉じられていません/);
  await expect(html).toHaveAccessibleDescription(/2 行目の {{会員番号}} という項目はありません/);
  await expect(html).toHaveAccessibleDescription(/3 行目の「<script」は、メールソフトでは動作し/);
  await expect(page.getByText("4 行目に画像データが直接貼り付けられて").first()).toBeVisible();
  await expect(sendButton(page)).toBeDisabled();
  await page.getByRole("button", { name: "自分にテスト送信" }).click();
  await expect(page.getByText("確認が必要な項目が残っているため、送信できません。")).toBeVisible();
  expect(await inbox.list(user.email)).toEqual([]);
  await open(page, page.url());
  await expect(html).toHaveValue(broken);

  const pasted = `<img src="data:image/png;base64,${"A".repeat(1_000_000)}">`;
  await paste(html, pasted);
  await expect(html).toHaveAccessibleDescription(/400,000 文字以内で入力してください/);
  await expect(page.getByText("入力に誤りがあるため、まだ保存していません。")).toBeVisible();
  await expect(sendButton(page)).toBeDisabled();
  expect((await html.inputValue()).length).toBe(pasted.length);

  await field(page, "件名").fill("{{名前|お客様}} 様へ");
  await html.fill("<p>こんにちは</p>");
  await expect(page.getByText("配信できる状態です。")).toBeVisible();
  await expect(sendButton(page)).toBeEnabled();
  await axe(page);
});

test("W14: the preview is the chosen recipient's mail, and a test goes to oneself only", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  const user = await loginAs("author");
  const [known, unknown] = [uniqueEmail("known"), uniqueEmail("unknown")];
  await createAttribute(service, tenant, "会員種別");
  await createAddresses(service, tenant, [
    { email: known, name: "髙橋 <b>太郎</b>", attributes: { 会員種別: "特別" } },
    { email: unknown },
  ]);
  const id = await createDraft(service, tenant, {
    html: "<p>{{名前|お客様}} 様 ({{会員種別|一般}}会員)</p>",
  });
  await open(page, paths.deliveryEdit(id));
  const body = page.frameLocator('iframe[title="メールのプレビュー"]').locator("body");
  const address = page.getByRole("combobox", { name: "表示する宛先" });
  await address.click();
  await address.pressSequentially(unknown);
  await page.getByRole("option", { name: unknown }).click();
  await expect(body).toContainText("お客様 様 (一般会員)");
  await address.fill(known);
  await page.getByRole("option", { name: known }).click();
  await expect(body).toContainText("髙橋 <b>太郎</b> 様 (特別会員)");

  await page.getByRole("button", { name: "自分にテスト送信" }).click();
  await expect(page.getByText(`${user.email} にテストメールを送りました`)).toBeVisible();
  const mail = await inbox.newest(user.email, /^【テスト】髙橋 <b>太郎<\/b> 様へ$/);
  for (const part of [mail.text, mail.html]) {
    expect(part).toContain(`送信者: ${tenant.name}`);
    expect(part).toContain("住所: 長野県松本市中央1-2-3");
    expect(part).toContain("お問い合わせ・苦情の受付: contact@tabiji.example.jp");
  }
  expect(mail.html).toContain("髙橋 &lt;b&gt;太郎&lt;/b&gt; 様");
  expect(await inbox.list(known)).toEqual([]);
  const oneClick = await fetch(oneClickLink(mail), { method: "POST" });
  expect(oneClick.status).toBe(200);
  await open(page, linkIn(mail, "/unsubscribe/"));
  await expect(heading(page, "テスト配信の配信停止ページです")).toBeVisible();
  await axe(page);
});

test("W14: an audience is counted, planned for a time in Japan, taken back and sent", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  await loginAs("sender");
  const email = Object.fromEntries(
    ["both", "first", "stopped", "bounced", "manual", "other"].map((name) => [
      name,
      uniqueEmail(name),
    ]),
  ) as Record<string, string>;
  const person = (name: string, ...tags: string[]) => ({ email: email[name] ?? "", name, tags });
  const tags = await createAddresses(service, tenant, [
    person("both", "会員", "東京"),
    person("first", "会員"),
    person("stopped", "会員", "東京"),
    person("bounced", "会員"),
    person("manual", "東京"),
    person("other"),
  ]);
  await suppress(service, tenant, email.stopped ?? "", "unsubscribed");
  await suppress(service, tenant, email.bounced ?? "", "bounced");
  await suppress(service, tenant, email.manual ?? "", "manual");
  const tag = (name: string) => ({ op: "tag", tagId: tags.get(name) });
  const outside = { op: "and", items: [tag("会員"), { op: "not", item: tag("東京") }] };
  await createGroup(service, tenant, "東京以外の会員", outside);
  const id = await createDraft(service, tenant);
  await open(page, paths.deliveryEdit(id));
  const count = page.getByTestId("recipient-count");

  await test.step("by tags and by group", async () => {
    await expect(count).toHaveText("3 件");
    await page.getByRole("radio", { name: "グループ", exact: true }).check();
    await expect(count).toHaveText("1 件");
    await page.getByRole("radio", { name: "タグ", exact: true }).check();
    const choice = page.getByRole("combobox", { name: "タグ", exact: true });
    for (const name of ["会員", "東京"]) {
      await choice.fill(name);
      await page.getByRole("option", { name }).click();
    }
    await page.keyboard.press("Escape");
    await expect(count).toHaveText("2 件");
    await page.getByRole("button", { name: "除外されるアドレスを見る" }).click();
    const excluded = page.getByRole("dialog", { name: "除外されるアドレス" });
    await expect(excluded.getByRole("row", { name: email.stopped })).toContainText("配信停止");
    await expect(excluded.getByRole("row", { name: email.bounced })).toContainText("過去に不達");
    await expect(excluded.getByRole("row", { name: email.manual })).toContainText("手動で停止");
    await axe(page);
    await page.keyboard.press("Escape");
    await page.getByRole("radio", { name: "すべてのタグを持つ" }).check();
    await expect(count).toHaveText("1 件");
  });

  await test.step("at a time in Japan", async () => {
    await expect(page.getByText("配信できる状態です。")).toBeVisible();
    await sendButton(page).click();
    await page.getByRole("radio", { name: "日時を指定" }).check();
    const time = page.getByLabel("配信日時");
    await time.fill("2020-01-01T09:00");
    await page.getByRole("button", { name: "予約する" }).click();
    await expect(time).toHaveAccessibleDescription(/現在より後の/);
    const tomorrow = new Date(Date.now() + 33 * 3_600_000).toISOString().slice(0, 10);
    await time.fill(`${tomorrow}T08:30`);
    await page.getByRole("button", { name: "予約する" }).click();
    await page.waitForURL(`**${paths.delivery(id)}`);
    await expect(page.getByText("予約済み").first()).toBeVisible();
    await expect(page.getByText(/8:30/).first()).toBeVisible();
    const [row] = await service.sql<{ at: Date }[]>`
      select scheduled_at as at from deliveries where id = ${id}`;
    expect(row?.at.toISOString()).toBe(new Date(`${tomorrow}T08:30+09:00`).toISOString());
  });

  await test.step("taken back, changed and sent", async () => {
    await page.getByRole("button", { name: "予約を取り消す" }).click();
    await page.getByRole("button", { name: "下書きに戻す" }).click();
    await page.waitForURL(`**${paths.deliveryEdit(id)}`);
    await field(page, "件名").fill("改めて{{名前|お客様}} 様へ");
    await page.getByRole("radio", { name: "いずれかのタグを持つ" }).check();
    await expect(count).toHaveText("2 件");
    await sendNow(page, id);
    await finished(page);
    for (const name of ["both", "first"]) {
      const mails = await inbox.list(email[name] ?? "");
      expect(mails.map(({ subject }) => subject)).toEqual([`改めて${name} 様へ`]);
    }
    for (const name of ["stopped", "bounced", "manual", "other"])
      expect(await inbox.list(email[name] ?? "")).toEqual([]);
    await expect(page.getByTestId("ledger")).toContainText("対象 5 = ");
    await expect(page.getByTestId("ledger")).toContainText("停止中 3");
  });
});

test("W14: the list of tags stays open and beside its field while the page scrolls, and closes elsewhere", async ({
  page,
  service,
  tenant,
  loginAs,
}) => {
  await loginAs("manager");
  await createAddresses(service, tenant, [{ email: uniqueEmail("one"), tags: ["会員", "東京"] }]);
  await page.setViewportSize({ width: 1280, height: 500 });
  await open(page, paths.deliveryEdit(await createDraft(service, tenant)));
  await page.getByRole("radio", { name: "タグ", exact: true }).check();
  const box = page.getByRole("combobox", { name: "タグ", exact: true });
  const option = page.getByRole("option", { name: "東京" });
  await box.click();
  await expect(option).toBeVisible();
  const distance = async () => {
    const [field, choice] = [await box.boundingBox(), await option.boundingBox()];
    return Math.round((choice?.y ?? 0) - (field?.y ?? 0));
  };
  const before = await distance();
  const top = () => page.evaluate(() => window.scrollY);
  const start = await top();
  await page.mouse.wheel(0, 60);
  await expect.poll(top).not.toBe(start);
  await expect(option).toBeVisible();
  await expect.poll(distance).toBe(before);
  await option.click();
  await expect(page.getByTestId("recipient-count")).toHaveText("1 件");
  await page.mouse.click(5, 5);
  await expect(option).toBeHidden();
});

test("W14: a delivery under way is paused, resumed and cancelled; the rest stays unsent", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
}) => {
  await loginAs("sender");
  const emails = [uniqueEmail("a"), uniqueEmail("b")];
  await createAddresses(
    service,
    tenant,
    emails.map((email) => ({ email })),
  );
  const id = await createDraft(service, tenant);
  await holdBatches(service, tenant, id);
  await open(page, paths.deliveryEdit(id));
  await sendNow(page, id);
  await expect(page.getByTestId("ledger")).toContainText("待機 2");
  for (const [verb, confirm, done] of [
    ["一時停止", "一時停止する", "一時停止しました"],
    ["再開", "再開する", "配信を再開しました"],
    ["配信を中止", "中止する", "配信を中止しました"],
  ]) {
    await page.getByRole("button", { name: verb, exact: true }).click();
    await page.getByRole("button", { name: confirm, exact: true }).click();
    await expect(page.getByText(done ?? "")).toBeVisible();
  }
  await expect(page.getByTestId("ledger")).toHaveText("対象 2 = 到達 0 + 中止 2");
  for (const email of emails) expect(await inbox.list(email)).toEqual([]);
});

test("W14: list, totals, chart, log, filter and CSV tell who did not get it, why and when", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("manager");
  const [arrived, gone, full, angry, stopped] = [
    uniqueEmail("arrived"),
    uniqueEmail("bounce"),
    uniqueEmail("softbounce"),
    uniqueEmail("complain"),
    uniqueEmail("stopped"),
  ];
  const everyone = [arrived, gone, full, angry, stopped];
  await createAddresses(
    service,
    tenant,
    everyone.map((email) => ({ email })),
  );
  await suppress(service, tenant, stopped, "manual");
  const id = await createDraft(service, tenant, { name: "春の会報" });
  await sendAll(page, id);
  const ledger = page.getByTestId("ledger");
  await expect(ledger).toHaveText("対象 5 = 到達 2 + 不達 2 + 停止中 1", { timeout: 60_000 });
  await expect(page.getByRole("figure", { name: "配信の推移" })).toBeVisible();
  await expect(page.getByRole("figure", { name: "結果の内訳" })).toBeVisible();
  await axe(page);

  await test.step("the log and its filters", async () => {
    await page.getByRole("link", { name: "宛先ごとの記録" }).first().click();
    await page.waitForURL(`**${paths.deliveryRecipients(id)}*`);
    // A complaint comes after the delivery that it is about, at no known time.
    await expect(async () => {
      await open(page, paths.deliveryRecipients(id));
      await expect(rowOf(page, angry)).toContainText("迷惑メールの申告", { timeout: 2_000 });
    }).toPass({ timeout: 40_000 });
    await expect(rowOf(page, arrived)).toContainText(/到達.*\d{1,2}:\d{2}/);
    await expect(rowOf(page, gone)).toContainText("宛先不明などの恒久的な不達");
    await expect(rowOf(page, full)).toContainText("容量超過などの一時的な不達");
    await expect(rowOf(page, stopped)).toContainText("手動で配信停止");
    await axe(page);
    await page.getByRole("link", { name: "届いていない宛先" }).click();
    await expect(rowOf(page, arrived)).toHaveCount(0);
    for (const email of [gone, full, stopped]) await expect(rowOf(page, email)).toBeVisible();
    await open(page, `${paths.deliveryRecipients(id)}?view=bounced&q=${full}`);
    await expect(rowOf(page, full)).toBeVisible();
    await expect(rowOf(page, gone)).toHaveCount(0);
  });

  await test.step("the CSV holds the same with times in Japan", async () => {
    await open(page, paths.deliveryRecipients(id));
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "CSV (UTF-8)" }).click(),
    ]);
    const csv = await readFile(await download.path(), "utf8");
    const [header, ...lines] = csv.trimEnd().split("\r\n");
    expect(header).toMatch(/^\ufeffメールアドレス,状態,日時,理由,/);
    expect(lines).toHaveLength(5);
    const lineOf = (email: string) => lines.find((line) => line.startsWith(email));
    expect(lineOf(arrived)).toMatch(/,到達,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+09:00,/);
    expect(lineOf(gone)).toContain(",不達,");
    expect(lineOf(stopped)).toContain("手動で配信停止");
  });

  await test.step("the list adds it up", async () => {
    await open(page, paths.deliveries);
    const row = page.getByRole("row", { name: /春の会報/ });
    await expect(row).toContainText("完了");
    await expect(row.getByRole("cell").filter({ hasText: /^5$/ })).toHaveCount(1);
    await expect(row).toContainText("50%");
    await axe(page);
  });

  await test.step("bounce and complaint stop all further mail", async () => {
    await open(page, paths.suppressions);
    await expect(rowOf(page, gone)).toContainText("不達");
    await expect(rowOf(page, angry)).toContainText("迷惑メール");
    await expect(rowOf(page, full)).toHaveCount(0);
    await axe(page);
  });
});

test("W14: unsubscribing by one click or by the footer counts for the next delivery", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  await loginAs("sender");
  const [clicker, reader, stays] = [uniqueEmail("click"), uniqueEmail("read"), uniqueEmail("stay")];
  await createAddresses(
    service,
    tenant,
    [clicker, reader, stays].map((email) => ({ email })),
  );
  await sendAll(page, await createDraft(service, tenant));
  const link = oneClickLink(await inbox.newest(clicker, /様へ/));

  const looked = await fetch(link, { redirect: "manual" });
  expect(looked.status).toBe(303);
  await open(page, looked.headers.get("location") ?? "");
  await expect(heading(page, "メール配信の停止")).toBeVisible();
  await axe(page);
  const stops = () => service.sql`select email from suppressions where tenant_id = ${tenant.id}`;
  expect(await stops()).toHaveLength(0);
  for (const _ of [1, 2]) {
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    expect((await fetch(link, { method: "POST", body })).status).toBe(200);
  }
  expect(await stops()).toEqual([{ email: clicker }]);
  expect((await fetch(`${link}x`, { method: "POST" })).status).toBe(404);

  await open(page, linkIn(await inbox.newest(reader, /様へ/), "/unsubscribe/"));
  await page.getByRole("button", { name: "配信を停止する" }).click();
  await expect(heading(page, "配信を停止しました")).toBeVisible();
  await page.getByRole("button", { name: "再開する" }).click();
  await expect(page.getByText(`${tenant.name} からのメール配信を再開しました。`)).toBeVisible();
  await page.getByRole("button", { name: "配信を停止する" }).click();
  await expect(heading(page, "配信を停止しました")).toBeVisible();

  const second = await createDraft(service, tenant, { subject: "二通目" });
  await sendAll(page, second);
  await open(page, paths.deliveryRecipients(second));
  for (const email of [clicker, reader]) {
    await expect(rowOf(page, email)).toContainText("停止中");
    await expect(rowOf(page, email)).toContainText("受信者による配信停止");
    expect(await inbox.list(email)).toHaveLength(1);
  }
  await inbox.newest(stays, /二通目/);
});

test("W14: only signed and recent events of the provider count", async ({
  page,
  service,
  tenant,
  loginAs,
}) => {
  await loginAs("sender");
  const email = uniqueEmail("late");
  await createAddresses(service, tenant, [{ email }]);
  const deliveryId = await createDraft(service, tenant);
  await sendAll(page, deliveryId);
  const about = { tenant, deliveryId, email };
  const bounce = { bounce: { type: "Permanent", subType: "General", message: "550 unknown" } };
  const secret = `whsec_${Buffer.from("not-the-secret-of-this-service").toString("base64")}`;
  const event = { data: bounce };
  expect(await postEvent(service, about, "bounced", { ...event, secret })).toBe(400);
  expect(await postEvent(service, about, "bounced", { ...event, ageSeconds: 600 })).toBe(400);
  await open(page, paths.deliveryRecipients(deliveryId));
  await expect(rowOf(page, email)).toContainText(/到達|受付/);
  expect(await postEvent(service, about, "bounced", event)).toBe(200);
  await expect(async () => {
    await page.reload();
    await expect(rowOf(page, email)).toContainText("550 unknown", { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expect(rowOf(page, email)).toContainText("不達");
  await open(page, paths.suppressions);
  await expect(rowOf(page, email)).toContainText("不達");
});
