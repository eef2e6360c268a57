import { paths } from "@/lib/paths";
import { createUser, giveSession, type Tenant, uniqueEmail } from "./accounts";
import { createAddresses, createDraft, finished } from "./delivery-steps";
import { expect, type Page, type Service, test } from "./fixtures";
import { linkIn } from "./inbox";
import { open } from "./ready";

const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Asks for an approval to send at once, from the draft's editor. */
async function ask(page: Page, id: string, note: string): Promise<void> {
  await expect(page.getByText("配信できる状態です。")).toBeVisible();
  await button(page, "承認を依頼").click();
  await field(page, "承認する方へのメモ").fill(note);
  await button(page, "承認を依頼する").click();
  await page.waitForURL(`**${paths.deliveryApproval(id)}`);
}

test("W6: a delivery is asked for, sent back, mended, approved by somebody else and sent", async ({
  page,
  browser,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  const email = uniqueEmail("reader");
  await createAddresses(service, tenant, [{ email, name: "山田" }]);
  const id = await createDraft(service, tenant);
  const others = await browser.newContext({ baseURL: service.url });
  const approver = await loginAs("manager", { context: others, name: "承認 太郎" });
  const author = await loginAs("author", { name: "作成 花子" });
  const approving = await others.newPage();

  await open(approving, paths.approvalSettings);
  await approving.getByLabel("すべての配信").check();
  await button(approving, "保存").click();
  await expect(approving.getByText("配信の承認の決まりを変更しました。")).toBeVisible();
  await expect(approving.getByText("承認 太郎").first()).toBeVisible();

  await open(page, paths.deliveryEdit(id));
  await ask(page, id, "金額の部分をご確認ください");
  await expect(page.getByText("承認できる方: 承認 太郎")).toBeVisible();
  await expect(button(page, "承認")).toHaveCount(0);
  await axe(page);
  await open(page, paths.deliveryEdit(id));
  await expect(page).toHaveURL(new RegExp(`${paths.deliveryApproval(id)}$`));

  const asked = await inbox.newest(approver.email, /配信の承認依頼: 冬のご案内/);
  expect(asked.text).toContain("金額の部分をご確認ください");
  await open(approving, paths.dashboard);
  await expect(
    approving.getByRole("heading", { name: "あなたの承認をお待ちの配信" }),
  ).toBeVisible();
  await open(approving, linkIn(asked, paths.deliveryApproval(id)));
  await expect(approving.getByText("承認をお待ちです")).toBeVisible();
  await expect(approving.getByTestId("recipient-count")).toHaveText("1 件");
  await axe(approving);
  await button(approving, "差し戻す").click();
  const dialog = approving.getByRole("dialog");
  await dialog.getByRole("button", { name: "差し戻す" }).click();
  await expect(dialog.getByText("入力してください").first()).toBeVisible();
  await dialog.getByLabel("差し戻しの理由").fill("件名に会社名を入れてください");
  await dialog.getByRole("button", { name: "差し戻す" }).click();
  await expect(approving.getByText("差し戻しました", { exact: true })).toBeVisible();

  const returned = await inbox.newest(author.email, /配信が差し戻されました/);
  expect(returned.text).toContain("件名に会社名を入れてください");
  await open(page, paths.deliveryEdit(id));
  await expect(page.getByText(/承認 太郎 さんの理由: 件名に会社名/)).toBeVisible();
  await field(page, "件名").fill("旅路物産 冬のご案内");
  await ask(page, id, "");

  await open(approving, `${paths.deliveries}?tab=approval`);
  await approving.getByRole("link", { name: "冬のご案内" }).click();
  await approving.waitForURL(`**${paths.deliveryApproval(id)}`);
  await expect(approving.getByText("旅路物産 冬のご案内").first()).toBeVisible();
  await button(approving, "承認").click();
  await expect(approving.getByLabel("承認と同時に、予定どおりに配信する")).toBeChecked();
  await button(approving, "承認する").click();
  await approving.waitForURL(`**${paths.delivery(id)}`);
  await finished(approving);
  expect((await inbox.newest(email, /旅路物産 冬のご案内/)).to).toEqual([email]);
  await inbox.newest(author.email, /配信が承認されました/);

  await open(approving, paths.deliveryApproval(id));
  const history = approving.getByRole("table", { name: "承認の履歴" });
  await expect(history.getByRole("row")).toHaveCount(3);
  await expect(history.getByText("差し戻し", { exact: true })).toBeVisible();
  await others.close();
});

test("W6: whoever asked or wrote does not approve, and what was approved is sent later as it was", async ({
  page,
  browser,
  service,
  tenant,
  loginAs,
}) => {
  await createAddresses(service, tenant, [{ email: uniqueEmail("one") }]);
  await demandApprovals(service, tenant, 1);
  const id = await createDraft(service, tenant);
  const others = await browser.newContext({ baseURL: service.url });
  await loginAs("manager", { context: others, name: "承認 太郎" });
  await loginAs("manager", { name: "配信 次郎" });
  await open(page, paths.deliveryEdit(id));
  await ask(page, id, "");
  await expect(page.getByText(/ご自身が依頼した、または最後に変更した/)).toBeVisible();
  await expect(button(page, "承認")).toHaveCount(0);

  const approving = await others.newPage();
  await open(approving, paths.deliveryApproval(id));
  await button(approving, "承認").click();
  await approving.getByLabel("承認と同時に、予定どおりに配信する").uncheck();
  await button(approving, "承認する").click();
  await expect(approving.getByText("承認されています")).toBeVisible();
  await open(page, paths.deliveryApproval(id));
  await button(page, "承認どおりに配信する").click();
  await button(page, "今すぐ配信する").click();
  await page.waitForURL(`**${paths.delivery(id)}`);
  await finished(page);
  await others.close();
});

async function demandApprovals({ sql }: Service, tenant: Tenant, from: number): Promise<void> {
  await sql`insert into sending_settings (tenant_id, approval_from) values (${tenant.id}, ${from})`;
}

/** As long as people really write. */
const long = {
  name: "【重要】".padEnd(90, "年末年始の営業とお届けに関する大切なお知らせ"),
  note: "ご確認をお願いします。https://example.jp/".padEnd(600, "とても長い文字列abcdefghij"),
  asker: "長宗我部 乃梨子アレクサンドラ (第一営業本部 首都圏営業部)",
};

/** A draft with a request and a history, all of it long. */
async function createLongRequest({ sql }: Service, tenant: Tenant, id: string): Promise<void> {
  await sql`update deliveries set name = ${long.name} where tenant_id = ${tenant.id} and id = ${id}`;
  const asked = { tenant_id: tenant.id, delivery_id: id, recipients: 1_234_567, note: long.note };
  for (let n = 0; n < 3; n++) {
    await sql`insert into delivery_approvals ${sql({ ...asked, requested_by_name: long.asker })}`;
    if (n < 2)
      await sql`update delivery_approvals set state = 'returned', reason = ${long.note}, decided_by_name = ${long.asker}
        where tenant_id = ${tenant.id} and delivery_id = ${id} and state = 'requested'`;
  }
}

const dialogs = {
  ja: { ask: "承認を依頼", sendBack: "差し戻す", approve: "承認" },
  en: { ask: "Ask for approval", sendBack: "Send back", approve: "Approve" },
};

const looks = [
  { locale: "ja", theme: "light", width: 1280 },
  { locale: "ja", theme: "dark", width: 390 },
  { locale: "en", theme: "light", width: 390 },
  { locale: "en", theme: "dark", width: 1280 },
] as const;

for (const { locale, theme, width } of looks)
  test(`W6: the screens of approvals hold long texts: ${locale}, ${theme}, ${width} px`, async ({
    page,
    context,
    service,
    tenant,
    axe,
  }, info) => {
    await createAddresses(service, tenant, [{ email: uniqueEmail("one") }]);
    await demandApprovals(service, tenant, 1);
    const [waiting, blank] = [
      await createDraft(service, tenant),
      await createDraft(service, tenant, { name: "春のご案内" }),
    ];
    await createLongRequest(service, tenant, waiting);
    await context.addCookies([{ name: "ecai-locale", value: locale, url: service.url }]);
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 844 });
    await giveSession(service, context, await createUser(service, tenant, "manager"));
    for (const [name, address] of [
      ["settings", paths.approvalSettings],
      ["waiting", paths.deliveryApproval(waiting)],
      ["empty", paths.deliveryApproval(blank)],
      ["delivery", paths.delivery(waiting)],
      ["list", `${paths.deliveries}?tab=approval`],
      ["dashboard", paths.dashboard],
      ["editor", paths.deliveryEdit(blank)],
    ] as const) {
      await open(page, address);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `pixels beyond the edge at ${name}`).toBeLessThanOrEqual(0);
      await axe(page);
      const path = info.outputPath(`${name}.png`);
      await page.screenshot({ path, fullPage: true });
    }
    for (const [name, address] of [
      [dialogs[locale].ask, paths.deliveryEdit(blank)],
      [dialogs[locale].sendBack, paths.deliveryApproval(waiting)],
      [dialogs[locale].approve, paths.deliveryApproval(waiting)],
    ] as const) {
      await open(page, address);
      await button(page, name).click();
      await expect(page.locator("[role=dialog], [role=alertdialog]")).toBeVisible();
      await axe(page);
      await page.screenshot({ path: info.outputPath(`${name}.png`) });
    }
  });
