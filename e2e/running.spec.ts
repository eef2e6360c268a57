import { randomUUID } from "node:crypto";
import { paths } from "@/lib/paths";
import { anotherBrowser } from "./access-steps";
import { createOperator, giveOperatorSession, uniqueEmail } from "./accounts";
import { createAddresses } from "./delivery-steps";
import { type BrowserContext, expect, type Service, test } from "./fixtures";
import { open } from "./ready";
import { heading } from "./sign-up-steps";

/** A page of the console and who signed in to it. */
async function asStaff(service: Service, context: BrowserContext) {
  const operator = await createOperator(service);
  await giveOperatorSession(service, context, operator);
  return (path: string) => `${service.operatorUrl}${path}`;
}

test("W24: staff see the history of the machines and change concurrency and a customer's limit, which holds at once", async ({
  page,
  context,
  browser,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  const at = await asStaff(service, context);
  await service.sql`
    insert into metric_samples (metric, host, step, at, average, highest)
    select 'cpu', 'machine-of-a-test', 'day', now() - make_interval(days => n), 0.1 + n / 500.0, 0.9
    from generate_series(1, 200) n on conflict do nothing`;
  await open(page, at(`${paths.operatorCapacity}?period=year`));
  await expect(heading(page, "リソース")).toBeVisible();
  const cpu = page.getByRole("figure", { name: "CPU 使用率" });
  await cpu.locator("summary").click();
  await expect(cpu.getByRole("columnheader", { name: "machine-of-a-test" })).toBeVisible();
  await axe(page);

  // Each worker tells under how many names it takes jobs.
  const takers = async () => {
    const [row] = await service.sql`
      select max(cardinality(queue_workers))::int as n from worker_heartbeats where seen_at > now() - interval '30 seconds'`;
    return row?.n ?? 0;
  };
  const wanted = (await takers()) + 3;
  await page.getByLabel(/^1 台が同時に処理する/).fill(String(wanted));
  await page.getByRole("button", { name: "変更", exact: true }).click();
  await expect(page.getByText("同時処理数を変更しました")).toBeVisible();
  await expect.poll(takers, { timeout: 60_000 }).toBeGreaterThanOrEqual(wanted);
  await service.sql`delete from service_settings where key = 'worker_concurrency'`;

  await createAddresses(service, tenant, [{ email: uniqueEmail("one") }]);
  await open(page, at(paths.operatorTenant(tenant.id)));
  await page.getByRole("textbox", { name: "アドレス数" }).fill("1");
  await page.getByRole("button", { name: "上限を保存" }).click();
  await expect(page.getByText("上限を保存しました")).toBeVisible();

  const { page: own, context: customer } = await anotherBrowser(browser);
  await loginAs("master", { context: customer });
  await open(own, paths.newAddress);
  await own.getByLabel(/^メールアドレス/).fill(uniqueEmail("two"));
  await own.getByRole("button", { name: "登録", exact: true }).click();
  await expect(own.getByText(/アドレス数がご契約の上限/).first()).toBeVisible();
  await open(own, paths.audit);
  await expect(own.getByRole("table").getByText("上限を変更 (運営者)").first()).toBeVisible();
  await customer.close();
});

test("W28: staff see who brought the service to its version, how long records are kept and what was cleared", async ({
  page,
  context,
  service,
  axe,
}) => {
  const at = await asStaff(service, context);
  await open(page, at(paths.operatorWorkLog));
  await expect(heading(page, "バージョンアップの作業ログ")).toBeVisible();
  const first = page.getByRole("row").filter({ hasText: "(新規)" });
  await expect(first.first()).toContainText("成功");
  await axe(page);

  await service.sql`
    insert into log_prunings (kind, removed, finished_at) values ('service_errors', 1234, now())`;
  await open(page, at(paths.operatorRetention));
  const errors = page.getByRole("row").filter({ hasText: "エラーの記録" });
  await expect(errors).toContainText("90 日");
  await expect(errors).toContainText("1,234");
  await expect(page.getByRole("row").filter({ hasText: "監査ログ" })).toContainText("7 年");
  await axe(page);
});

test("W23: staff find an error by the id that a customer reports, have a failed build tried again and note a refund", async ({
  page,
  context,
  service,
  request,
  axe,
}) => {
  const answer = await request.get(`${service.url}${paths.signIn}`);
  expect(answer.headers()["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
  const at = await asStaff(service, context);
  const requestId = randomUUID();
  await service.sql`
    insert into service_errors (surface, host, message, error, request_id)
    values ('web', 'a', 'action failed', ${"Error: no room\n    at save (a.ts:1:1)"}, ${requestId})`;
  await open(page, at(paths.operatorLogs));
  await page.getByRole("searchbox").fill(requestId);
  await page.getByRole("button", { name: "検索" }).click();
  const found = page.getByRole("row").filter({ hasText: requestId });
  await expect(found).toContainText("no room");
  await found.getByText("詳細").click();
  await expect(page.getByText("at save (a.ts:1:1)")).toBeVisible();
  await axe(page);

  const email = uniqueEmail("stuck");
  await service.sql`
    insert into applications (email, company_name, state, paid_at, verified_at, build_error, expires_at)
    values (${email}, '止まった商事', 'building', now(), now() - interval '1 hour', 'no room', now() + interval '1 day')`;
  await open(page, at(`${paths.operatorApplications}?show=stuck`));
  const row = page.getByRole("row").filter({ hasText: email });
  await expect(row).toContainText("止まっています");
  await axe(page);
  await row.getByRole("button", { name: "構築を再試行" }).click();
  await expect(page.getByText("構築を再試行します")).toBeVisible();
  await row.getByRole("button", { name: "返金を記録" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("返金の内容").fill("全額を返金 re_123");
  await dialog.getByRole("button", { name: "記録する" }).click();
  await expect(row).toContainText("全額を返金 re_123");
  await service.sql`delete from applications where email = ${email}`;

  await open(page, at(paths.operatorSettings));
  const light = page.getByRole("region", { name: "ライト プラン" });
  await light.getByLabel("利用者数").fill("5");
  await light.getByRole("button", { name: "保存" }).click();
  await expect(page.getByText("プランの上限を変更しました")).toBeVisible();
  await axe(page);
  await service.sql`delete from service_settings where key = 'plan_limits'`;
});
