import { paths } from "@/lib/paths";
import { anotherBrowser, signIn } from "./access-steps";
import { createOperator, type Tenant } from "./accounts";
import { createDraft, finished, postEvent, sendAll, sendNow } from "./delivery-steps";
import { expect, type Page, type Service, test } from "./fixtures";
import { open } from "./ready";
import { heading } from "./sign-up-steps";

const people = 230;
const gone = 30;
const nameOf = (tenant: Tenant) => tenant.id.slice(0, 8);
const emailOf = (tenant: Tenant, number: number) => `buyer-${number}@${nameOf(tenant)}.example.jp`;

/** A list from somewhere: many of its addresses have never been there. */
const fillBook = ({ sql }: Service, tenant: Tenant) => sql`
  insert into addresses (tenant_id, email, name)
  select ${tenant.id}, 'buyer-' || n || '@' || ${nameOf(tenant)}::text || '.example.jp', ''
  from generate_series(1, ${people}) n`;

const batchSum = async ({ sql }: Service, tenant: Tenant, id: string) => {
  const [row] = await sql`
    select sum(bounced)::int as bounced, sum(queued)::int as queued, sum(accepted + delivered)::int as sent,
      sum(suppressed)::int as suppressed from batches where tenant_id = ${tenant.id} and delivery_id = ${id}`;
  return row;
};

/** The receiving servers send a part of the delivery back. */
async function sendBack(service: Service, tenant: Tenant, deliveryId: string): Promise<void> {
  for (let number = 1; number <= gone; number += 1) {
    const email = emailOf(tenant, number);
    const data = { data: { bounce: { type: "Permanent", message: "no such user" } } };
    await postEvent(service, { tenant, deliveryId, email }, "bounced", data);
  }
  await expect.poll(() => batchSum(service, tenant, deliveryId)).toMatchObject({ bounced: gone });
}

/** Nothing is found about the tenant meanwhile: the watch of the minute may come while only some are back. */
async function withoutFindings({ sql }: Service, tenant: Tenant, work: () => Promise<void>) {
  const name = `hold_${tenant.id.replaceAll("-", "")}`;
  await sql.unsafe(`
    create function ${name}() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger ${name} before insert on abuse_findings for each row
      when (new.tenant_id = '${tenant.id}') execute function ${name}()`);
  await work();
  const watches = async () =>
    (
      await sql`select from graphile_worker._private_jobs j
        join graphile_worker._private_tasks t on t.id = j.task_id
        where t.identifier = 'abuse.watch' and j.locked_at is not null`
    ).length;
  await expect.poll(watches).toBe(0);
  await sql.unsafe(`drop trigger ${name} on abuse_findings`);
}

async function openConsole(page: Page, service: Service, path: string): Promise<void> {
  await open(page, `${service.operatorUrl}${path}`);
}

test("W18: a spammer is stopped with a reason, told, appeals, is released, and nothing is lost or doubled", async ({
  page,
  browser,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  test.setTimeout(240_000);
  const master = await loginAs("master");
  const operator = await createOperator(service);
  await fillBook(service, tenant);
  const first = await createDraft(service, tenant, { name: "一通目" });
  await sendAll(page, first);
  await withoutFindings(service, tenant, () => sendBack(service, tenant, first));
  await service.sql`select graphile_worker.add_job('abuse.watch', '{}'::json)`;
  const told = await inbox.newest(master.email, /メール送信の停止措置/);
  expect(told.text).toMatch(/宛先不明で戻るメールの割合が高い \(13[.\d]*%、基準 10%\)/);

  const second = await createDraft(service, tenant, { name: "二通目" });
  await open(page, paths.deliveryEdit(second));
  await expect(page.getByText(/メール送信は、当社の措置により停止しています/)).toBeVisible();
  await sendNow(page, second);
  await expect(page.getByText("送信停止措置により待機しています")).toBeVisible();
  await axe(page);
  await open(page, paths.dashboard);
  await page.getByRole("link", { name: "理由と手続きを見る" }).click();
  await expect(heading(page, "送信停止措置")).toBeVisible();
  await axe(page);
  await page.getByLabel("申し立ての内容").fill("店頭で集めた名簿です。古い宛先を除きました。");
  await page.getByRole("button", { name: "異議を申し立てる" }).click();
  await expect(page.getByText("確認中です")).toBeVisible();

  const console = await anotherBrowser(browser);
  await console.page.goto(`${service.operatorUrl}${paths.operatorHome}`);
  await signIn(console.page, operator.email);
  await expect(heading(console.page, "概況")).toBeVisible();
  await openConsole(console.page, service, paths.operatorAbuse);
  // A look at the figures that fell between the first and the last return has left a warning of its own.
  const finding = console.page
    .getByRole("row", { name: new RegExp(tenant.name) })
    .filter({ hasText: "自動停止" });
  await expect(finding).toContainText("宛先不明で戻るメールの割合が高い");
  await axe(console.page);
  await finding.getByRole("button", { name: /の検知を判断$/ }).click();
  const decide = console.page.getByRole("dialog");
  await decide.getByLabel("不正利用または問題として確認する").check();
  await decide.getByLabel("判断の理由").fill("古い名簿への配信");
  await decide.getByRole("button", { name: "記録する" }).click();
  await expect(finding).toHaveCount(0);

  const stopped = console.page.getByRole("article", { name: tenant.name });
  await expect(stopped).toContainText("店頭で集めた名簿です。");
  await stopped.getByRole("button", { name: "回答する" }).click();
  const answer = console.page.getByRole("dialog");
  await answer.getByLabel(/^回答/).fill("古い宛先を除いたことを確認しました。");
  await answer.getByRole("button", { name: "回答する" }).click();
  await expect(stopped).toContainText("古い宛先を除いたことを確認しました。");
  expect(await batchSum(service, tenant, second)).toMatchObject({ bounced: null });
  await stopped.getByRole("button", { name: "解除" }).click();
  const release = console.page.getByRole("dialog");
  await release.getByLabel(/^理由/).fill("名簿の整理を確認しました。");
  await release.getByRole("button", { name: "解除" }).click();
  await expect(stopped).toHaveCount(0);

  await inbox.newest(master.email, /異議に回答しました/);
  const released = await inbox.newest(master.email, /停止措置を解除しました/);
  expect(released.text).toContain("名簿の整理を確認しました。");
  await open(page, paths.delivery(second));
  await finished(page);
  await expect(page.getByText(/当社の措置により停止しています/)).toHaveCount(0);
  expect(await batchSum(service, tenant, second)).toMatchObject({
    sent: people - gone,
    suppressed: gone,
    queued: 0,
  });
  for (const [number, mails] of [
    [1, 1],
    [gone, 1],
    [gone + 1, 2],
    [people, 2],
  ] as const)
    expect(await inbox.list(emailOf(tenant, number)), String(number)).toHaveLength(mails);
  await open(page, paths.audit);
  for (const act of ["送信停止措置", "送信停止措置に異議を申し立て", "送信停止措置を解除"])
    await expect(page.getByRole("row").getByText(act, { exact: true }).first()).toBeVisible();
  await console.context.close();
});

test("W19: an operator prints what was watched of a customer, which asks for it under its own category", async ({
  page,
  browser,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("viewer");
  await open(page, paths.newSupport);
  await page.getByLabel("種別").selectOption({ label: "監視結果の提供" });

  await service.sql`
    insert into abuse_figures (tenant_id, at, mails, sent, bounced, complained, exports, exported_rows, sign_ins, failed_sign_ins)
    values (${tenant.id}, date_trunc('hour', now()) - interval '26 hours', 1200, 1180, 12, 1, 2, 340, 9, 4)`;
  const operator = await createOperator(service);
  const console = await anotherBrowser(browser);
  await console.page.goto(`${service.operatorUrl}${paths.operatorTenant(tenant.id)}`);
  await signIn(console.page, operator.email);
  await expect(heading(console.page, "概況")).toBeVisible();
  await openConsole(console.page, service, paths.operatorTenant(tenant.id));
  await axe(console.page);
  await console.page.getByRole("link", { name: "監視結果の報告書" }).click();
  await expect(heading(console.page, "監視結果の報告書")).toBeVisible();
  await expect(console.page.getByRole("table", { name: "日ごとの数値" })).toContainText("1,180");
  await expect(console.page.getByRole("figure", { name: "配信数" })).toBeVisible();
  await axe(console.page);
  await console.page.emulateMedia({ media: "print" });
  for (const name of ["表示", "印刷"])
    await expect(console.page.getByRole("button", { name })).toBeHidden();
  await expect(console.page.getByRole("table", { name: "日ごとの数値" })).toBeVisible();
  await console.page.emulateMedia({ media: "screen" });
  await console.page.getByLabel("終了日").fill("2026-01-31");
  await console.page.getByLabel("開始日").fill("2026-01-01");
  await console.page.getByRole("button", { name: "表示" }).click();
  await expect(console.page.getByText("この期間に活動はありません")).toBeVisible();
  await console.context.close();
});

test("W18: a delivery to one of the provider's trap addresses is stopped before its first mail", async ({
  page,
  browser,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  const master = await loginAs("master");
  const operator = await createOperator(service);
  const trap = `trap-${nameOf(tenant)}@example.jp`;
  const reader = emailOf(tenant, 1);
  await service.sql`insert into addresses (tenant_id, email, name)
    values (${tenant.id}, ${trap}, ''), (${tenant.id}, ${reader}, '')`;
  const console = await anotherBrowser(browser);
  await console.page.goto(`${service.operatorUrl}${paths.operatorHome}`);
  await signIn(console.page, operator.email);
  await expect(heading(console.page, "概況")).toBeVisible();
  await openConsole(console.page, service, paths.operatorAbuseSettings);
  await axe(console.page);
  await console.page.getByRole("button", { name: "追加" }).click();
  const add = console.page.getByRole("dialog");
  await add.getByLabel("メールアドレス").fill(trap);
  await add.getByRole("button", { name: "追加" }).click();
  await expect(console.page.getByRole("row", { name: new RegExp(trap) })).toBeVisible();

  const id = await createDraft(service, tenant);
  await open(page, paths.deliveryEdit(id));
  await sendNow(page, id);
  await inbox.newest(master.email, /メール送信の停止措置/);
  await open(page, paths.sendingBrake);
  await expect(page.getByText("配信してはならない宛先が含まれている")).toBeVisible();
  expect(await inbox.list(reader)).toEqual([]);

  await openConsole(console.page, service, paths.operatorTenant(tenant.id));
  await console.page.getByRole("button", { name: "解除", exact: true }).click();
  const release = console.page.getByRole("dialog");
  await release.getByLabel(/^理由/).fill("入手の経緯を確認しました。");
  await release.getByRole("button", { name: "解除" }).click();
  await open(page, paths.delivery(id));
  await finished(page);
  expect(await inbox.list(reader)).toHaveLength(1);
  expect(await inbox.list(trap)).toEqual([]);
  await open(page, paths.settingsLimits);
  await expect(page.getByText("1 日の配信数に上限はありません。")).toBeVisible();
  await axe(page);
  await console.context.close();
});
