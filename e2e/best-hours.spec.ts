import { paths } from "@/lib/paths";
import { uniqueEmail } from "./accounts";
import { createAddresses, createDraft, finished, sendButton } from "./delivery-steps";
import { expect, test } from "./fixtures";
import { open } from "./ready";

const hourMs = 3_600_000;
const hourInJapan = (time: number) => Math.floor(time / hourMs + 9) % 24;
const label = (time: number) => {
  const [day, rest] = new Date(time + 9 * hourMs).toISOString().split("T");
  return `${day?.slice(5).replace("-", "/")} ${rest?.slice(0, 2)}時台`;
};

test("W14: each recipient is written to at its own best hour, planned, shown and finished with the last hour", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  await loginAs("manager");
  const [unknown, known] = [uniqueEmail("unknown"), uniqueEmail("known")];
  await createAddresses(service, tenant, [{ email: unknown }, { email: known }]);
  const start = Math.ceil(Date.now() / hourMs) * hourMs;
  const best = start + 3 * hourMs;
  await service.sql`
    insert into address_hours (tenant_id, address_id, period, recent, total, recent_count, total_count)
    select tenant_id, id, ((now() at time zone 'Asia/Tokyo')::date - date '2020-01-01') / 90, hours, hours, 5, 5
    from addresses, (select array_agg(case when h = ${hourInJapan(best)} then 5 else 0 end order by h) as hours
      from generate_series(0, 23) as h) counted
    where tenant_id = ${tenant.id} and email = ${known}`;
  const id = await createDraft(service, tenant);

  await test.step("the plan before it is confirmed", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, paths.deliveryEdit(id));
    await sendButton(page).click();
    const dialog = page.getByRole("alertdialog");
    await dialog.getByRole("radio", { name: "宛先ごとの最適な時間" }).check();
    const plan = dialog.getByRole("region", { name: "時間帯ごとの予定" });
    await expect(plan.getByRole("progressbar")).toHaveCount(2);
    await expect(plan.getByRole("progressbar", { name: label(start) })).toBeVisible();
    await expect(plan.getByRole("progressbar", { name: label(best) })).toBeVisible();
    await expect(dialog.getByText(/最後のメールは/)).toContainText(
      `${label(best).slice(0, 5)} ${String(hourInJapan(best)).padStart(2, "0")}:00`,
    );
    await expect(dialog.getByText(/本人の記録から決めた宛先は 1 件/)).toBeVisible();
    await axe(page);
    await dialog.getByRole("button", { name: "予約する" }).click();
    await page.waitForURL(`**${paths.delivery(id)}`);
    await expect(page.getByText("宛先ごとの最適な時間に送信")).toBeVisible();
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step("the first hour", async () => {
    await service.sql`update deliveries set scheduled_at = now() - interval '1 second' where id = ${id}`;
    await service.sql`update sending_queue set run_at = now() where delivery_id = ${id}`;
    await expect(page.getByTestId("ledger")).toContainText("待機 1", { timeout: 30_000 });
    await expect(page.getByRole("heading", { name: "時間帯ごとの予定" })).toBeVisible();
    const ahead = page.getByRole("progressbar", { name: label(best) });
    await expect(ahead).toHaveAttribute("aria-valuetext", "1 件中 0 件");
    await inbox.newest(unknown, /様へ/);
    expect(await inbox.list(known)).toHaveLength(0);
    await axe(page);
  });

  await test.step("the last hour", async () => {
    await service.sql`update batches set run_at = now() where delivery_id = ${id} and state = 'queued'`;
    await service.sql`update sending_queue set run_at = now() where delivery_id = ${id}`;
    await finished(page);
    await inbox.newest(known, /様へ/);
    expect(await inbox.list(unknown)).toHaveLength(1);
  });
});
