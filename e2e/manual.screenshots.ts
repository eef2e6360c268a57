import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { giveSession } from "./accounts";
import { type Page, type Service, test } from "./fixtures";
import { type DemoIds, manualShots } from "./manual-shots";
import { open } from "./ready";

/** What the pictures show of the demo tenant: one finished delivery, one draft, one of each other thing. */
async function demoIds({ sql }: Service, tenantId: string): Promise<DemoIds> {
  const first = async (table: string, where = sql`true`) => {
    const [row] = await sql<{ id: string }[]>`
      select id from ${sql(table)} where tenant_id = ${tenantId} and ${where}
      order by created_at desc, id limit 1`;
    if (!row) throw new Error(`The demo tenant has no row in ${table}`);
    return row.id;
  };
  return {
    sent: await first("deliveries", sql`state = 'finished'`),
    draft: await first("deliveries", sql`state = 'draft'`),
    group: await first("groups"),
    user: await first("users", sql`role <> 'master'`),
  };
}

/** The screen as WebP, which Playwright itself does not write: a third of the size of a PNG. */
async function picture(page: Page): Promise<Buffer> {
  await page.evaluate(() => document.fonts.ready);
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send("Page.captureScreenshot", { format: "webp", quality: 80 });
  await browser.detach();
  return Buffer.from(data, "base64");
}

test.use({ viewport: { width: 960, height: 600 }, colorScheme: "light" });

for (const locale of ["ja", "en"] as const) {
  test(`pictures of the manual: ${locale}`, async ({ page, context, service }) => {
    test.setTimeout(300_000);
    const [demo] = await service.sql<{ id: string; tenantId: string }[]>`
      select id, tenant_id as "tenantId" from users where email = 'demo@ecai.example'`;
    if (!demo) throw new Error("There is no demo account");
    await giveSession(service, context, demo);
    await context.addCookies([{ name: "ecai-locale", value: locale, url: service.url }]);
    const folder = join("content", "manual", "images", locale);
    mkdirSync(folder, { recursive: true });
    await open(page, "/isolation");
    await page.locator("main header button").click();
    await page.locator("main table").first().waitFor();
    const ids = await demoIds(service, demo.tenantId);
    for (const [name, address] of Object.entries(manualShots)) {
      await open(page, address(ids));
      writeFileSync(join(folder, `${name}.webp`), await picture(page));
    }
  });
}
