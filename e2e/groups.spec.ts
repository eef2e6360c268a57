import { paths } from "@/lib/paths";
import { uniqueEmail } from "./accounts";
import { createAddresses, createDraft } from "./delivery-steps";
import { expect, type Page, type Service, test } from "./fixtures";
import { open } from "./ready";

const condition = (page: Page, index: number) =>
  page.getByRole("group", { name: "条件のまとまり" }).first().getByRole("listitem").nth(index);

test("W7: a nested group over tags, state, reactions and a delivery reads as a sentence and counts live", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  const [anna, ben, chie] = ["anna", "ben", "chie"].map((name) => uniqueEmail(name));
  await createAddresses(service, tenant, [
    { email: anna ?? "", name: "アンナ", tags: ["会員"] },
    { email: ben ?? "", name: "ベン", tags: ["会員"] },
    { email: chie ?? "", name: "千恵" },
  ]);
  await deliver(service, tenant.id, anna ?? "");
  await loginAs("manager");
  await open(page, paths.newGroup);
  await page.getByLabel("グループ名").fill("案内がまだの会員");
  await condition(page, 0).getByLabel("タグ", { exact: true }).selectOption("会員");
  await expect(page.getByRole("status").filter({ hasText: "2 件" })).toBeVisible();
  await page.getByRole("button", { name: "条件を追加" }).click();
  await condition(page, 1).getByLabel("条件の種類").selectOption("過去の配信");
  await condition(page, 1).getByLabel("配信", { exact: true }).selectOption("秋の案内");
  await condition(page, 1).getByLabel("当てはまらない (NOT)").check();
  await expect(page.getByRole("status").filter({ hasText: "1 件" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "ベン" })).toBeVisible();
  await page.getByRole("button", { name: "かっこを追加" }).click();
  const bracket = condition(page, 2);
  await bracket.getByLabel("条件の種類").selectOption("最後の開封");
  await bracket.getByLabel("比べ方").selectOption("一度もない");
  await expect(
    page.getByText(
      "タグ「会員」が付いている、かつ配信「秋の案内」を受け取っていない、かつ一度も開封していない",
    ),
  ).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "1 件" })).toBeVisible();
  await axe(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.getByRole("button", { name: "作成", exact: true }).click();
  await page.waitForURL(`**${paths.groups}`);
  await expect(page.getByRole("row", { name: /案内がまだの会員/ })).toContainText("1");
});

async function deliver({ sql }: Service, tenantId: string, email: string) {
  const deliveryId = await createDraft({ sql } as Service, { id: tenantId } as never, {
    name: "秋の案内",
  });
  await sql`update deliveries set state = 'finished', started_at = now() where tenant_id = ${tenantId} and id = ${deliveryId}`;
  await sql`insert into batches (tenant_id, delivery_id, batch_no, state, audience, delivered)
    values (${tenantId}, ${deliveryId}, 1, 'done', 1, 1)`;
  await sql`insert into recipients (tenant_id, delivery_id, batch_no, address_id, email, state, accepted_at, delivered_at, opened_at)
    select tenant_id, ${deliveryId}, 1, id, email, 'delivered', now(), now(), now()
    from addresses where tenant_id = ${tenantId} and email = ${email}`;
}

test("W8: an address shows its whole history, and is erased on request so that it cannot come back", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  const email = uniqueEmail("gone");
  await createAddresses(service, tenant, [{ email, name: "消去 太郎" }]);
  await deliver(service, tenant.id, email);
  await loginAs("master");
  await open(page, `${paths.addresses}?q=${encodeURIComponent(email)}`);
  await page.getByRole("link", { name: email }).click();
  await page.waitForURL(/\/addresses\/[0-9a-f-]{36}$/);
  const history = page.getByRole("table", { name: "このアドレスの履歴" });
  for (const name of ["送信", "到達", "開封"])
    await expect(history.getByText(name, { exact: true })).toBeVisible();
  await expect(history.getByRole("link", { name: "秋の案内" }).first()).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: "個人情報を消去" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByRole("textbox").fill("消去");
  await dialog.getByRole("button", { name: "消去する" }).click();
  await page.waitForURL(`**${paths.addresses}`);
  await open(page, paths.newAddress);
  await page.getByLabel("メールアドレス", { exact: true }).fill(email);
  await page.getByRole("button", { name: "登録", exact: true }).click();
  await page.waitForURL(/\/addresses\/[0-9a-f-]{36}$/);
  await expect(page.getByText("配信解除", { exact: true }).first()).toBeVisible();
});

test("W9: the master account counts first, runs a utility, takes it back, and fetches a full export", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  const keptEmail = `${uniqueEmail("kept").split("@")[0]}@mail.jp`;
  await createAddresses(service, tenant, [
    { email: keptEmail, name: "残る人" },
    { email: uniqueEmail("t").replace("@example.jp", "@example.com"), name: "テスト" },
  ]);
  await loginAs("master");
  await open(page, paths.utility("remove"));
  await page.getByRole("radio", { name: "テスト用のアドレス" }).check();
  await page.getByRole("button", { name: "件数を確認" }).click();
  await expect(page.getByText("1 件を削除します", { exact: true })).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: "削除する" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "削除する" }).click();
  const runs = page.getByRole("table", { name: "実行の記録" });
  await expect(runs.getByText("完了")).toBeVisible({ timeout: 30_000 });
  await expect(runs.getByText("1 件を変更")).toBeVisible();
  await page.getByRole("button", { name: "元に戻す" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "元に戻す" }).click();
  await expect(runs.getByText("1 件を復元")).toBeVisible({ timeout: 30_000 });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });

  await open(page, paths.utility("export"));
  await page.getByRole("button", { name: "件数を確認" }).click();
  await page.getByRole("button", { name: "書き出す" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "書き出す" }).click();
  const link = page.getByRole("link", { name: "ダウンロード" });
  await expect(link).toBeVisible({ timeout: 30_000 });
  const arriving = page.waitForEvent("download");
  await link.click();
  expect((await arriving).suggestedFilename()).toMatch(/^ecai-export-.*\.zip$/);
});

test("W9: nobody but the master account sees or opens the utilities", async ({ page, loginAs }) => {
  await loginAs("manager", { granted: ["utilities:use"] });
  await open(page, paths.dashboard);
  await expect(page.getByRole("link", { name: "ユーティリティ" })).toHaveCount(0);
  await page.goto(paths.utilities);
  await expect(page.getByRole("heading", { name: "ユーティリティ" })).toHaveCount(0);
});
