import iconv from "iconv-lite";
import { paths } from "@/lib/paths";
import { uniqueEmail } from "./accounts";
import { checkImport, download, runImport, uploadToMapping } from "./address-book-steps";
import { createAddresses, suppress } from "./delivery-steps";
import { expect, test } from "./fixtures";
import { open, ready } from "./ready";

test("W8: a whole file is checked before anything is written, then imported, and its columns are remembered", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("master");
  const [known, stopped, fresh] = [
    uniqueEmail("known"),
    uniqueEmail("stopped"),
    uniqueEmail("new"),
  ];
  await createAddresses(service, tenant, [{ email: known, name: "前の名前" }]);
  await suppress(service, tenant, stopped, "manual");
  const file = (name: string) =>
    [
      "メールアドレス,名前,会員番号",
      `${known},${name},1`,
      `${stopped},停止,2`,
      `${fresh},新規,3`,
      "taro@gmial.com,太郎,4",
      "誤り,x,5",
    ].join("\n");
  await uploadToMapping(page, file("今の名前"));
  await page.getByLabel("会員番号").selectOption({ label: "付帯情報「会員番号」を新しく作る" });
  await page.getByLabel("同意の取得元", { exact: true }).fill("展示会の申込書");
  await page.getByLabel("同意の日時").fill("2026-04-01");
  await axe(page);
  await checkImport(page);
  await expect(page.getByText("ファイル全体 (5 行) を調べました", { exact: false })).toBeVisible();
  await expect(page.getByText("配信停止のアドレスが 1 件あります", { exact: false })).toBeVisible();
  await expect(
    page.getByText("「gmial.com」は「gmail.com」の誤りかもしれません", { exact: false }),
  ).toBeVisible();
  await expect(page.getByRole("row", { name: /形式が正しくありません/ })).toContainText("6");
  await axe(page);
  const count = async () => {
    const [row] = await service.sql`
      select count(*)::int as count, count(consent_at)::int as consents from addresses where tenant_id = ${tenant.id}`;
    return [row?.count, row?.consents];
  };
  expect(await count()).toEqual([1, 0]);

  await page.getByRole("button", { name: "割り当てに戻る" }).click();
  await expect(page.getByLabel("同意の取得元", { exact: true })).toHaveValue("展示会の申込書");
  await runImport(page);
  expect(await count()).toEqual([4, 4]);
  const link = page.getByRole("link", { name: "エラー行をダウンロード" });
  expect((await download(page, () => link.click())).toString("utf8")).toContain("誤り,x,5");

  await uploadToMapping(page, file("また別の名前"));
  await expect(
    page.getByText("同じ見出しのファイルを前に取り込んだとき", { exact: false }),
  ).toBeVisible();
  await expect(page.getByLabel("会員番号")).toHaveValue("attribute:会員番号");
});

test("W8: characters that only their maker knows are counted before anything is written, and 〓 takes their place when it is chosen", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("master");
  const email = uniqueEmail("gaiji");
  const before = `メールアドレス,名前\n${email},髙`;
  const own = Buffer.from([0xf0, 0x40]);
  await uploadToMapping(
    page,
    Buffer.concat([iconv.encode(before, "cp932"), own, iconv.encode("橋\n", "cp932")]),
  );
  await expect(page.getByText("髙〓橋")).toBeVisible();
  await expect(page.getByRole("cell", { name: "読み取れない文字が含まれています" })).toBeVisible();
  await axe(page);
  await page.getByRole("radio", { name: "「〓」に置き換えて取り込む" }).check({ force: true });
  await expect(page.getByRole("cell", { name: "取り込めます" })).toBeVisible();
  await checkImport(page);
  await expect(page.getByText("外字 1 文字が「〓」に置き換わります。")).toBeVisible();
  await axe(page);
  const names = () => service.sql`select name from addresses where tenant_id = ${tenant.id}`;
  expect(await names()).toEqual([]);
  await page.getByRole("button", { name: "割り当てに戻る" }).click();
  await expect(page.getByRole("radio", { name: "「〓」に置き換えて取り込む" })).toBeChecked();
  await runImport(page);
  expect(await names()).toEqual([{ name: "髙〓橋" }]);
});

test("W9: an import is taken back as one unit by the master account, but for what has changed since", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("master");
  const [known, added, edited] = [
    uniqueEmail("known"),
    uniqueEmail("added"),
    uniqueEmail("edited"),
  ];
  await createAddresses(service, tenant, [{ email: known, name: "前の名前", tags: ["前から"] }]);
  await uploadToMapping(
    page,
    `メールアドレス,名前,タグ\n${known},変わった,新しい\n${added},追加,\n${edited},追加,\n`,
  );
  await page.getByRole("radio", { name: "タグを置き換える" }).check({ force: true });
  await runImport(page);
  const imported = page.url();
  await open(page, `${paths.addresses}?q=${edited}`);
  await page.getByRole("link", { name: edited }).click();
  await page.getByRole("link", { name: "編集" }).click();
  await page.waitForURL(/\/edit$/);
  await ready(page);
  await page.getByLabel("名前", { exact: true }).fill("手で直した");
  await page.getByRole("button", { name: "保存", exact: true }).click();
  await expect(page.getByText("手で直した").first()).toBeVisible();

  await open(page, paths.utilities);
  await page.getByRole("table", { name: "取り消せる取り込み" }).getByRole("link").click();
  await page.waitForURL(imported);
  await ready(page);
  await page.getByRole("button", { name: "取り込みを取り消す" }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: "取り消す", exact: true })
    .click();
  await expect(
    page.getByText("3 件のうち 1 件は、取り込みの後に変更されていた", { exact: false }),
  ).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByRole("row", { name: edited })).toContainText(
    "アドレス (取り込みの後に変更)",
  );
  await axe(page);
  const rows = await service.sql`
    select a.email, a.name, array_remove(array_agg(t.name), null) as tags from addresses a
    left join address_tags l on l.tenant_id = a.tenant_id and l.address_id = a.id
    left join tags t on t.tenant_id = l.tenant_id and t.id = l.tag_id
    where a.tenant_id = ${tenant.id} group by a.id, a.email, a.name order by a.name`;
  expect([...rows]).toEqual([
    { email: known, name: "前の名前", tags: ["前から"] },
    { email: edited, name: "手で直した", tags: [] },
  ]);
});

test("W7: a pasted table is imported, and whoever is no master cannot take an import back", async ({
  page,
  service,
  tenant,
  loginAs,
}) => {
  await loginAs("manager");
  const email = uniqueEmail("pasted");
  await open(page, paths.newImport);
  await page
    .getByLabel("貼り付ける内容")
    .fill(`メールアドレス\t名前\tタグ\n${email}\t貼り付け 太郎\t会員`);
  await page.getByRole("button", { name: "貼り付けて次へ" }).click();
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
  await ready(page);
  await runImport(page);
  const rows = await service.sql`select email, name from addresses where tenant_id = ${tenant.id}`;
  expect([...rows]).toEqual([{ email, name: "貼り付け 太郎" }]);
  await expect(page.getByRole("button", { name: "取り込みを取り消す" })).toHaveCount(0);
  await open(page, `${paths.addresses}?consent=missing`);
  await expect(page.getByRole("row", { name: email })).toContainText("同意の記録なし");
  await open(page, `${paths.addresses}?consent=recorded`);
  await expect(page.getByText(email)).toHaveCount(0);
});
