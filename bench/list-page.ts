import { chromium, type Page } from "@playwright/test";
import { chromiumFlags, findChromium } from "@/bin/chromium";
import { paths } from "@/lib/paths";
import type { Books } from "./address-book";
import { milliseconds } from "./measuring";
import { percentile, signedInCookie, startWeb } from "./pages";
import { atMost, median, type Row } from "./report";

const runs = 3;
const samples = 40;
const warmUp = 5;
const pageSize = 50;
const mostMs = 15_000;

/** The list of addresses in Chromium, from asking for the address until all rows are there and the page has loaded. */
export async function measureListPage({ large, small }: Books, rows: number): Promise<Row> {
  const web = await startWeb();
  const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
  try {
    const open = async (book: Books["large"]) => {
      const context = await browser.newContext({ locale: "ja-JP", timezoneId: "Asia/Tokyo" });
      const [name = "", value = ""] = (await signedInCookie(book)).split(/=(.*)/s);
      await context.addCookies([{ name, value, url: web.address }]);
      return context.newPage();
    };
    const tabs = { large: await open(large), small: await open(small) };
    const p95 = { large: [] as number[], small: [] as number[] };
    for (let run = 0; run < runs; run += 1) {
      const times = { large: [] as number[], small: [] as number[] };
      for (let count = 0; count < samples + warmUp; count += 1)
        for (const size of ["large", "small"] as const)
          times[size].push(await visit(tabs[size], `${web.address}${paths.addresses}`));
      for (const size of ["large", "small"] as const)
        p95[size].push(percentile(times[size].slice(warmUp), 0.95));
    }
    const step = `list page in the browser, p95, ${rows} against 1000`;
    return atMost({ step, figure: median(p95.large), limit: median(p95.small), unit: "ms" }, 1.3);
  } finally {
    await browser.close();
    web.stop();
  }
}

/** Asked for anew in the same tab, with the files of the build in the cache, as for somebody who works there. */
function visit(tab: Page, address: string): Promise<number> {
  return milliseconds(async () => {
    await tab.goto(address, { waitUntil: "load", timeout: mostMs });
    await tab
      .locator("tbody tr")
      .nth(pageSize - 1)
      .waitFor({ timeout: mostMs });
  });
}
