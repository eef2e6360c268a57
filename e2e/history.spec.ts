import { paths } from "@/lib/paths";
import type { Tenant } from "./accounts";
import { createDraft } from "./delivery-steps";
import { expect, type Service, test } from "./fixtures";
import { open } from "./ready";

type Seed = { name: string; daysAgo: number };

/** A finished delivery to two domains, of whose recipients one bounced. */
async function seedDelivery(service: Service, tenant: Tenant, { name, daysAgo }: Seed) {
  const { sql } = service;
  const id = await createDraft(service, tenant, { name });
  const at = new Date(Date.now() - daysAgo * 86_400_000);
  await sql`insert into batches (tenant_id, delivery_id, batch_no, state, audience, delivered, bounced, opened)
    values (${tenant.id}, ${id}, 1, 'done', 3, 2, 1, 1)`;
  await sql`
    insert into recipients (tenant_id, delivery_id, batch_no, address_id, email, state, reason, accepted_at,
      delivered_at, bounced_at, opened_at)
    select ${tenant.id}, ${id}, 1, gen_random_uuid(), email, state, reason, ${at}::timestamptz,
      case state when 'delivered' then ${at}::timestamptz end, case state when 'bounced' then ${at}::timestamptz end,
      case when email like 'ichi%' then ${at}::timestamptz end
    from (values ('ichi@docomo.ne.jp', 'delivered', null), ('ni@gmail.com', 'delivered', null),
      ('san@docomo.ne.jp', 'bounced', 'hardBounce: General / smtp; 550 5.1.1 unknown')) v (email, state, reason)`;
  await sql`update deliveries set state = 'finished', started_at = ${at}, finished_at = ${at}
    where tenant_id = ${tenant.id} and id = ${id}`;
  return id;
}

test("W14: a delivery is told by receiving domain and by reason, and a domain leads to its recipients", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  const id = await seedDelivery(service, tenant, { name: "秋の案内", daysAgo: 0 });
  await loginAs("manager");
  await open(page, paths.delivery(id));
  const domains = page.getByRole("table", { name: "受信ドメイン別の結果" });
  await expect(domains.getByRole("row", { name: /^docomo\.ne\.jp/ })).toContainText("1 (50%)");
  await expect(domains.getByRole("row", { name: /^gmail\.com/ })).toContainText("1 (100%)");
  await expect(page.getByRole("table", { name: "届いていない宛先" })).toContainText(
    "5.1.1 宛先が存在しません",
  );
  await expect(page.getByRole("figure", { name: "到達から反応まで" })).toContainText("送信3(100%)");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "受信ドメイン別の結果: CSV (UTF-8)" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^delivery-domains-\d+\.csv$/);
  await axe(page);
  await domains.getByRole("link", { name: "docomo.ne.jp" }).click();
  await page.waitForURL(/domain=docomo\.ne\.jp/);
  await expect(page.getByRole("row", { name: /san@docomo\.ne\.jp/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /ni@gmail\.com/ })).toHaveCount(0);
  await page.getByRole("link", { name: "届いていない宛先" }).click();
  await expect(page.getByRole("row", { name: /ichi@docomo\.ne\.jp/ })).toHaveCount(0);
  await page.getByRole("link", { name: "条件を解除" }).click();
  await expect(page.getByRole("row", { name: /ni@gmail\.com/ })).toBeVisible();
  await axe(page);
});

test("W14: a reason leads to those who were missed for it", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  const id = await seedDelivery(service, tenant, { name: "理由の案内", daysAgo: 0 });
  const { sql } = service;
  await sql`update recipients set state = 'bounced', reason = 'softBounce: 452 4.2.2 full'
    where tenant_id = ${tenant.id} and delivery_id = ${id} and email = 'ni@gmail.com'`;
  await sql`update batches set delivered = 1, bounced = 2 where tenant_id = ${tenant.id} and delivery_id = ${id}`;
  await loginAs("manager");
  await open(page, paths.delivery(id));
  const missed = page.getByRole("table", { name: "届いていない宛先" });
  await missed.getByRole("link", { name: "宛先不明などの恒久的な不達" }).click();
  await page.waitForURL(/reason=bounced/);
  await expect(
    page.getByText("理由: 宛先不明などの恒久的な不達: 5.1.1 宛先が存在しません"),
  ).toBeVisible();
  await expect(page.getByRole("row", { name: /san@docomo\.ne\.jp/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /ni@gmail\.com/ })).toHaveCount(0);
  await axe(page);
  await page.getByPlaceholder("メールアドレスの先頭").fill("ni");
  await page.getByRole("button", { name: "検索", exact: true }).click();
  await page.waitForURL(/q=ni/);
  await expect(page.getByText("条件に合う宛先がありません")).toBeVisible();
  await page.getByRole("link", { name: "理由の条件を解除" }).click();
  await expect(page.getByRole("row", { name: /ni@gmail\.com/ })).toBeVisible();
});

test("W14: the list and its totals follow a period in Japan", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await seedDelivery(service, tenant, { name: "今日の案内", daysAgo: 0 });
  await seedDelivery(service, tenant, { name: "昔の案内", daysAgo: 100 });
  await loginAs("manager");
  await open(page, paths.deliveries);
  await expect(page.getByRole("link", { name: "昔の案内" })).toBeVisible();
  const day = (ago: number) =>
    new Date(Date.now() + 9 * 3_600_000 - ago * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("開始日").fill(day(110));
  await page.getByLabel("終了日").fill(day(90));
  await page.getByRole("button", { name: "検索", exact: true }).click();
  await page.waitForURL(/from=/);
  await expect(page.getByRole("link", { name: "今日の案内" })).toHaveCount(0);
  await expect(page.getByRole("link", { name: "昔の案内" })).toBeVisible();
  await expect(page.getByRole("figure", { name: "期間の配信結果" })).toBeVisible();
  await expect(page.getByRole("term").filter({ hasText: "迷惑メールの申告" })).toBeVisible();
  await axe(page);
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "一覧の CSV (UTF-8)" }).click(),
  ]);
  const text = (await (await file.createReadStream()).toArray()).join("");
  expect(text).toContain("昔の案内");
  expect(text).not.toContain("今日の案内");
});
