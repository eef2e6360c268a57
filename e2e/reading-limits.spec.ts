import { paths } from "@/lib/paths";
import { expect, test } from "./fixtures";
import { open } from "./ready";

test("W18: somebody who searches and exports without end is told to wait, at the field and by the status", async ({
  page,
  loginAs,
  axe,
}) => {
  await loginAs("master");
  const searched = `${paths.users}?q=taro&state=active`;
  // A window ends now and then: what was counted before counts no more.
  await expect(async () => {
    for (let count = 0; count < 121; count += 1) await page.request.get(searched);
    await open(page, searched);
    await expect(page.getByText("検索が続いたため", { exact: false })).toBeVisible({
      timeout: 500,
    });
  }).toPass();
  const field = page.getByRole("searchbox");
  await expect(field).toHaveAccessibleDescription(/秒ほど待ってからやり直してください/);
  await expect(field).toHaveValue("taro");
  await axe(page);
  await open(page, paths.users);
  await expect(page.getByRole("table")).toBeVisible();

  const file = `${paths.auditExport}?format=jsonl`;
  await expect(async () => {
    for (let count = 0; count < 101; count += 1) await page.request.get(file);
    expect((await page.request.get(file)).status()).toBe(429);
  }).toPass();
  const refused = await page.request.get(file);
  const wait = Number(refused.headers()["retry-after"]);
  expect(wait).toBeGreaterThan(0);
  expect(wait).toBeLessThanOrEqual(600);
  expect(await refused.json()).toMatchObject({ error: { code: "throttled" } });
});
