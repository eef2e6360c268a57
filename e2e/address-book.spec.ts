import iconv from "iconv-lite";
import { paths } from "@/lib/paths";
import { uniqueEmail } from "./accounts";
import { download, exportBook, runImport, upload, uploadToMapping } from "./address-book-steps";
import { createAddresses, createAttribute, suppress } from "./delivery-steps";
import { expect, type Page, test } from "./fixtures";
import { open, ready } from "./ready";

const emailField = (page: Page) => page.getByLabel("メールアドレス", { exact: true });

test("an address is added, found, changed and deleted; a second one like it is refused", async ({
  page,
  loginAs,
  axe,
}) => {
  await loginAs("manager");
  const email = uniqueEmail("hanako");
  await open(page, paths.addresses);
  await expect(page.getByText("アドレスはまだありません")).toBeVisible();
  await open(page, paths.newAddress);
  await emailField(page).fill(email);
  await page.getByLabel("名前", { exact: true }).fill("髙橋 花子");
  await page.getByRole("button", { name: "登録", exact: true }).click();
  await page.waitForURL(/\/addresses\/[0-9a-f-]{36}$/);
  await axe(page);

  await open(page, paths.newAddress);
  await emailField(page).fill(email.toUpperCase());
  await page.getByLabel("名前", { exact: true }).fill("別の人");
  await page.getByRole("button", { name: "登録", exact: true }).click();
  await expect(page.getByText("このメールアドレスはすでに登録されています。")).toBeVisible();
  await expect(emailField(page)).toHaveValue(email.toUpperCase());
  await expect(page.getByLabel("名前", { exact: true })).toHaveValue("別の人");

  await open(page, `${paths.addresses}?q=${encodeURIComponent("花子")}`);
  await page.getByRole("link", { name: email }).click();
  await page.getByRole("link", { name: "編集" }).click();
  await page.waitForURL(/\/edit$/);
  await ready(page);
  await page.getByLabel("名前", { exact: true }).fill("髙橋 華子");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("髙橋 華子").first()).toBeVisible();
  await page.getByRole("button", { name: "削除", exact: true }).click();
  await page.getByRole("button", { name: "削除する" }).click();
  await page.waitForURL(`**${paths.addresses}`);
  await expect(page.getByText("アドレスはまだありません")).toBeVisible();
});

test("W8: a field of the customer's own is filled in, checked, searched and imported", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("master");
  await open(page, paths.attributes);
  await page.getByRole("button", { name: "新しい項目" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("項目名").fill("購入回数");
  await dialog.getByLabel("種類").selectOption("number");
  await dialog.getByRole("button", { name: "作成", exact: true }).click();
  await expect(page.getByText("購入回数").first()).toBeVisible();
  await axe(page);

  await open(page, paths.newAddress);
  const email = uniqueEmail("count");
  await emailField(page).fill(email);
  await page.getByLabel("購入回数").fill("たくさん");
  await page.getByRole("button", { name: "登録", exact: true }).click();
  await expect(page.getByText("数値で入力してください。")).toBeVisible();
  await page.getByLabel("購入回数").fill("12");
  await page.getByRole("button", { name: "登録", exact: true }).click();
  await page.waitForURL(/\/addresses\/[0-9a-f-]{36}$/);

  const imported = uniqueEmail("imported");
  await uploadToMapping(
    page,
    `メールアドレス,購入回数\n${imported},40\n${uniqueEmail("bad")},四十\n`,
  );
  await runImport(page);
  await expect(page.getByText("「購入回数」が数値ではありません")).toBeVisible();
  const values = await service.sql`
    select email, attributes->>'購入回数' as count from addresses
    where tenant_id = ${tenant.id} order by email`;
  expect([...values]).toEqual([
    { email, count: "12" },
    { email: imported, count: "40" },
  ]);
  await open(page, `${paths.addresses}?attribute=${encodeURIComponent("購入回数")}&value=40`);
  await expect(page.getByText(imported)).toBeVisible();
  await expect(page.getByText(email)).toHaveCount(0);
});

test("W7: tags are made, put on a filtered list, renamed, merged; a group counts them live", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("manager");
  const people = Array.from({ length: 60 }, (_, at) => ({
    email: uniqueEmail(`p${at}`),
    name: at < 55 ? "東京 太郎" : "大阪 次郎",
    tags: at % 2 === 0 ? ["偶数"] : [],
  }));
  await createAddresses(service, tenant, people);
  await open(page, paths.tags);
  await page.getByRole("button", { name: "新しいタグ" }).click();
  await page.getByRole("dialog").getByLabel("タグ名").fill("東京");
  await page.getByRole("dialog").getByRole("button", { name: "作成", exact: true }).click();
  await expect(page.getByRole("button", { name: "「東京」を編集" })).toBeVisible();

  await open(page, `${paths.addresses}?q=${encodeURIComponent("東京")}`);
  await page.getByRole("checkbox", { name: "このページをすべて選択" }).check();
  await page.getByLabel("操作の対象").selectOption("filter");
  await page.getByRole("button", { name: "タグを付ける" }).click();
  await page
    .getByRole("dialog")
    .getByLabel("タグ", { exact: true })
    .selectOption({ label: "東京" });
  await page.getByRole("dialog").getByRole("button", { name: "タグを付ける" }).click();
  await expect(page.getByText("55 件のアドレスにタグを付けました")).toBeVisible();

  await open(page, paths.newGroup);
  await page.getByLabel("グループ名").fill("東京で偶数ではない人");
  await page.getByLabel("タグ", { exact: true }).selectOption({ label: "東京" });
  await expect(page.getByText("55 件", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "条件を追加" }).click();
  await page.getByLabel("タグ", { exact: true }).nth(1).selectOption({ label: "偶数" });
  await expect(page.getByText("28 件", { exact: true })).toBeVisible();
  const lastNot = page.getByRole("checkbox", { name: "当てはまらない (NOT)" }).last();
  await lastNot.check({ force: true });
  await expect(page.getByText("27 件", { exact: true })).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: "作成", exact: true }).click();
  await page.waitForURL(`**${paths.groups}`);
  await expect(page.getByRole("row", { name: /東京で偶数ではない人/ })).toContainText("27");

  await open(page, paths.tags);
  await page.getByRole("button", { name: "「偶数」を編集" }).click();
  await page.getByRole("dialog").getByLabel("タグ名").fill("二で割れる");
  await page.getByRole("dialog").getByRole("button", { name: "保存", exact: true }).click();
  await page.getByRole("button", { name: "「二で割れる」を削除" }).click();
  await page.getByRole("button", { name: "削除する" }).click();
  await expect(page.getByText(/条件に使われているため削除できません/)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "「二で割れる」を統合" }).click();
  await page.getByRole("dialog").getByLabel("統合先のタグ").selectOption({ label: "東京" });
  await page.getByRole("dialog").getByRole("button", { name: "統合する" }).click();
  await expect(page.getByText("二で割れる")).toHaveCount(0);
  await axe(page);
  await open(page, paths.groups);
  await expect(page.getByRole("row", { name: /東京で偶数ではない人/ })).toContainText("0");
});

test("an import keeps every row: good ones in the book, the others in a file to correct", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("manager");
  await createAttribute(service, tenant, "備考");
  const [formula, broken] = [uniqueEmail("formula"), uniqueEmail("broken")];
  const rows = [
    "E-mail,氏名,備考",
    `${formula},山﨑 ㈱太郎,"=cmd|' /C calc'!A0"`,
    `${broken},髙橋,"一行目\r\n二行目, ""引用"""`,
    "誤り,名前,そのまま返る",
    ",名前だけ,",
  ].join("\r\n");
  await uploadToMapping(page, iconv.encode(rows, "cp932"));
  await expect(page.getByText("山﨑 ㈱太郎").first()).toBeVisible();
  await axe(page);
  await runImport(page);
  const link = page.getByRole("link", { name: "エラー行をダウンロード" });
  const errors = iconv.decode(await download(page, () => link.click()), "cp932");
  expect(errors).toContain("誤り,名前,そのまま返る");
  expect(errors).toContain("メールアドレスの形式が正しくありません");
  expect(errors).toContain("メールアドレスがありません");
  expect(errors).not.toContain(formula);

  await open(page, paths.addresses);
  const utf8 = (await exportBook(page, "UTF-8")).toString("utf8");
  expect(utf8.startsWith("\uFEFF")).toBe(true);
  expect(utf8).toContain("'=cmd|");
  expect(utf8).toContain('一行目\r\n二行目, ""引用""');
  expect(utf8.match(/@example\.jp/g)).toHaveLength(2);
  await open(page, `${paths.addresses}?q=${encodeURIComponent("髙橋")}`);
  const cp932 = iconv.decode(await exportBook(page, "Shift_JIS (CP932)"), "cp932");
  expect(cp932).toContain("髙橋");
  expect(cp932).not.toContain("㈱太郎");
});

const hostileFiles: [string, string | Uint8Array, RegExp][] = [
  ["a binary file", new Uint8Array(4096).map((_, at) => at % 7), /テキストではないファイル/],
  ["an empty file", "", /ファイルが空です/],
  ["a file with a header only", "メールアドレス,名前\r\n", /データの行がありません/],
  [
    "a file whose headers repeat",
    "メールアドレス,名前,名前\r\na@example.jp,あ,い\r\n",
    /同じ見出しが複数/,
  ],
];

test("a file that is no list of addresses is refused with its reason", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("manager");
  for (const [name, content, reason] of hostileFiles) {
    await test.step(name, async () => {
      await upload(page, content);
      await expect(page.getByText(reason)).toBeVisible();
    });
  }
  await axe(page);
  await test.step("a file without a column of addresses", async () => {
    await uploadToMapping(page, "名前,会社\r\n髙橋,サンプル\r\n");
    await page.getByRole("button", { name: "内容を確認する" }).click();
    await expect(page.getByText("メールアドレスの列を 1 つ選んでください。").first()).toBeVisible();
  });
  const [row] = await service.sql`
    select count(*)::int as count from addresses where tenant_id = ${tenant.id}`;
  expect(row?.count).toBe(0);
});

test("a cell of two million characters and broken text end in the file of errors", async ({
  page,
  service,
  tenant,
  loginAs,
}) => {
  await loginAs("manager");
  const good = uniqueEmail("good");
  await uploadToMapping(
    page,
    Buffer.concat([
      Buffer.from(`メールアドレス,名前\n${uniqueEmail("long")},${"あ".repeat(2_000_000)}\n`),
      Buffer.from(`${uniqueEmail("lone")},`),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from(`\n${good},無事\n`),
    ]),
  );
  await runImport(page);
  await expect(page.getByText("セルが長すぎます (10,000 文字まで)").first()).toBeVisible();
  await expect(page.getByText("読み取れない文字が含まれています").first()).toBeVisible();
  const rows = await service.sql`select email from addresses where tenant_id = ${tenant.id}`;
  expect([...rows]).toEqual([{ email: good }]);
});

test("an address that refuses mail says so and is released by hand only", async ({
  page,
  service,
  tenant,
  loginAs,
}) => {
  await loginAs("master");
  const [manual, complained] = [uniqueEmail("manual"), uniqueEmail("complained")];
  await createAddresses(service, tenant, [{ email: manual }, { email: complained }]);
  await suppress(service, tenant, manual, "manual");
  await suppress(service, tenant, complained, "complained");
  await open(page, `${paths.addresses}?q=${manual}`);
  await expect(page.getByRole("row", { name: manual })).toContainText("配信停止");
  await page.getByRole("link", { name: manual }).click();
  await page.getByRole("button", { name: "停止を解除する" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "停止を解除する" }).click();
  await expect(page.getByText("このアドレスへは配信できます。")).toBeVisible();
  await open(page, `${paths.addresses}?q=${complained}`);
  await page.getByRole("link", { name: complained }).click();
  await expect(page.getByText(/停止は解除できません/)).toBeVisible();
});

test("a list of five thousand is paged to and fro with its filter", async ({
  page,
  service,
  tenant,
  loginAs,
}) => {
  await loginAs("manager");
  await service.sql`
    insert into addresses (tenant_id, email, name)
    select ${tenant.id}, 'list-' || n || '-' || substr(${tenant.id}, 1, 8) || '@example.jp',
      case when n % 2 = 0 then '偶数' else '奇数' end
    from generate_series(1, 5000) n`;
  await open(page, `${paths.addresses}?q=${encodeURIComponent("偶数")}`);
  await expect(page.getByText("2,500 件")).toBeVisible();
  const firstRow = page.locator("tbody tr").first();
  const first = await firstRow.innerText();
  await page.getByRole("link", { name: "次へ" }).click();
  await expect(firstRow).not.toHaveText(first);
  await expect(page.locator("tbody tr").filter({ hasText: "奇数" })).toHaveCount(0);
  await page.getByRole("link", { name: "前へ" }).click();
  await expect.poll(() => firstRow.innerText()).toBe(first);
});
