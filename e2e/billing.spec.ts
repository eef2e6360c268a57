import Stripe from "stripe";
import { invoiceEvent } from "@/bin/testing/invoice-event";
import { paths } from "@/lib/paths";
import { confirm } from "./access-steps";
import { expect, test } from "./fixtures";
import { open } from "./ready";
import { heading } from "./sign-up-steps";

test("the master changes the plan, the billing address and the card, and opens the invoice", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("master");
  const mark = tenant.id.replaceAll("-", "").slice(0, 16);
  await service.sql`update tenants set stripe_customer_id = ${`cus_${mark}`},
    stripe_subscription_id = ${`sub_${mark}`} where id = ${tenant.id}`;
  await open(page, paths.settings);
  await page.getByRole("link", { name: "プランとお支払い" }).click();
  await expect(heading(page, "プランとお支払い")).toBeVisible();
  await axe(page);
  await page.getByLabel("会社名").fill("株式会社旅路 経理");
  await page.getByRole("button", { name: "保存する" }).click();
  await expect(page.getByText("請求先を保存しました")).toBeVisible();

  await page.getByRole("button", { name: "次の期間からライトに変更" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "変更する" }).click();
  await expect(
    page.getByText(/からライトプランに変わります。|からライトに変わります。/),
  ).toBeVisible();
  await confirm(page, "プランの変更を取り消す");
  await expect(page.getByText("プランの変更を取り消しました")).toBeVisible();
  await page.getByRole("button", { name: "プロに変更", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "変更する" }).click();
  const pro = page.getByRole("listitem").filter({ hasText: "プロ" });
  await expect(pro.getByText("ご利用中")).toBeVisible();

  const invoice = page.getByRole("link", { name: /^LOCAL-/ });
  await expect(async () => {
    await page.reload();
    await expect(invoice).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await invoice.click();
  await expect(page.getByText("株式会社旅路 経理 御中")).toBeVisible();
  await expect(page.getByText(/うち消費税 \(10%\)/)).toBeVisible();
  await axe(page);
  await page.getByRole("link", { name: "プランとお支払い" }).click();
  await page.getByRole("button", { name: "カードを変更する" }).click();
  await expect(page.getByText("この環境の決済は手元の代用品")).toBeVisible();
  await page.getByRole("link", { name: "ECAI に戻る" }).click();
  await expect(heading(page, "プランとお支払い")).toBeVisible();
});

test("an unpaid invoice is told everywhere, stops changes after the grace, and lets them go on once it is paid", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
}) => {
  const master = await loginAs("master");
  const mark = tenant.id.replaceAll("-", "").slice(0, 16);
  await service.sql`update tenants set stripe_customer_id = ${`cus_${mark}`} where id = ${tenant.id}`;
  const total = 29_800;
  const failed = { id: `in_${mark}`, customer: `cus_${mark}`, total };
  await postPayment(service, invoiceEvent({ ...failed, type: "invoice.payment_failed" }));
  await open(page, paths.dashboard);
  const banner = page.getByText(/までに確認できない場合、データの変更と配信が止まります/);
  await expect(banner).toBeVisible();
  await inbox.newest(master.email, /お支払いを確認できませんでした/);
  await service.sql`update invoices set failed_at = now() - interval '15 days' where tenant_id = ${tenant.id}
    and paid_at is null`;
  await service.sql`select graphile_worker.add_job('billing.watch')`;
  await expect(async () => {
    await open(page, paths.tags);
    await expect(page.getByText(/データの変更と配信を止めています/)).toBeVisible({
      timeout: 1_000,
    });
    await expect(page.getByRole("button", { name: "新しいタグ" })).toHaveCount(0, {
      timeout: 1_000,
    });
  }).toPass({ timeout: 30_000 });
  await postPayment(service, invoiceEvent({ ...failed, type: "invoice.paid" }));
  await open(page, paths.tags);
  await expect(page.getByRole("button", { name: "新しいタグ" })).toBeVisible();
  await inbox.newest(master.email, /配信を再開しました/);
});

async function postPayment(
  { url, stripeWebhookSecret: secret }: { url: string; stripeWebhookSecret: string },
  payload: string,
): Promise<void> {
  const signature = new Stripe("sk_test").webhooks.generateTestHeaderString({ payload, secret });
  const response = await fetch(`${url}/api/webhooks/stripe`, {
    method: "POST",
    body: payload,
    headers: { "content-type": "application/json", "stripe-signature": signature },
  });
  expect(response.status).toBe(200);
}
