import { randomUUID } from "node:crypto";
import { paths } from "@/lib/paths";
import { expect, test } from "./fixtures";
import { open } from "./ready";

test("a chosen theme stays, also where a page is not found and the whole document is rendered anew", async ({
  page,
  loginAs,
}) => {
  await loginAs("master");
  await page.emulateMedia({ colorScheme: "light" });
  const html = page.locator("html");
  await open(page, paths.dashboard);
  await expect(html).toHaveClass(/\blight\b/);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(html).toHaveClass(/\bdark\b/);
  await page.getByRole("button", { name: /^アカウントメニュー/ }).click();
  await page.getByRole("menuitem", { name: "ライト" }).click();
  await expect(html).toHaveClass(/\blight\b/);
  await page.addInitScript(() =>
    addEventListener("DOMContentLoaded", () =>
      Object.assign(window, { firstClass: document.documentElement.className }),
    ),
  );
  await page.reload();
  expect(await page.evaluate(() => (window as { firstClass?: string }).firstClass)).toContain(
    "light",
  );
  await open(page, `/addresses/${randomUUID()}`);
  await expect(html).toHaveClass(/\blight\b/);
  await expect(html).not.toHaveClass(/\bdark\b/);
});
