import { chromium } from "@playwright/test";

const base = process.env.BASE ?? "http://localhost:4100";
const mail = process.env.MAIL ?? "";
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
const ctx = await browser.newContext({
  locale: "ja-JP",
  viewport: { width: 1200, height: 900 },
  extraHTTPHeaders: {},
});
const page = await ctx.newPage();
page.setDefaultTimeout(150000);
page.on("console", (m) => {
  if (m.type() === "error") console.log("CONSOLE", m.text().slice(0, 400));
});
page.on("pageerror", (e) => console.log("PAGEERROR", e.message.slice(0, 300)));
const shot = async (n: string) => {
  await page.screenshot({ path: `/tmp/su/${n}.png`, fullPage: true });
  console.log(n, page.url());
};
const email = `walk-${Date.now()}@example.jp`;
const mails = async () =>
  ((await (await fetch(`${mail}/emails?to=${email}`)).json()) as any).data as any[];
const wait = async (re: RegExp, key: string) => {
  for (let i = 0; i < 300; i++) {
    for (const m of (await mails()).reverse()) {
      const f = re.exec(m[key]);
      if (f) return f[1]!;
    }
    await new Promise((r) => setTimeout(r, 300));
  }
  throw new Error("no mail " + re);
};
try {
  await page.goto(base);
  await page.goto(base + "/security");
  await page.goto(base + "/sign-up?plan=light");
  await shot("1-signup");
  await page.getByLabel("メールアドレス").fill(email);
  await page.getByRole("button", { name: "メールを送信する" }).click();
  await page.waitForURL(/sent/);
  await shot("2-sent");
  const token = await wait(/sign-up\/payment\/([\w-]+)/, "html");
  await page.goto(`${base}/sign-up/payment/${token}`);
  await shot("3-payment");
  await page.getByRole("button", { name: "お支払いへ進む" }).click();
  await page.waitForURL(/checkout/);
  await shot("4-checkout");
  await page.getByRole("link", { name: /Cancel/ }).click();
  await page.waitForURL(/payment-result/);
  await shot("5-cancelled");
  await page.getByRole("button", { name: "もう一度お支払いへ進む" }).click();
  await page.waitForURL(/checkout/);
  await page.getByRole("button", { name: /^Pay / }).click();
  await page.waitForURL(/registration/);
  await shot("6-registration");
  const code = await wait(/\b(\d{6})\b/, "text");
  await page.getByLabel("認証コード").fill("000000");
  await page.getByLabel("会社名").fill("みどり商店株式会社");
  await page.getByLabel("ご担当者名").fill("山田 花子");
  await page.getByLabel("パスワード", { exact: true }).fill("kaze-ni-yureru-sumire-42");
  await page.getByLabel(/同意します/).check();
  await page.getByRole("button", { name: "登録して環境を構築する" }).click();
  await page.getByText("あと 4 回").waitFor();
  await shot("7-wrong");
  await page.getByLabel("認証コード").fill(code);
  await page.getByRole("button", { name: "登録して環境を構築する" }).click();
  await page.waitForURL(/progress|dashboard/);
  await shot("8-progress");
  await page.waitForURL(/dashboard/);
  await shot("9-dashboard");
  console.log((await mails()).map((m) => m.subject));
  await page.goto(base + "/sign-up");
  console.log(page.url());
} catch (e) {
  console.log("FAILED", e);
  await shot("x-failed");
}
await browser.close();
