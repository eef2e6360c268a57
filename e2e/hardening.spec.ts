import { randomInt, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { paths } from "@/lib/paths";
import { createOperator, giveOperatorSession, giveSession } from "./accounts";
import { createDraft } from "./delivery-steps";
import { expect, type Page, test } from "./fixtures";
import { open } from "./ready";

const addressOf = () => [45, randomInt(256), randomInt(256), randomInt(1, 255)].join(".");

/** A host that is not ours and remembers who came. */
async function otherHost() {
  const visits: string[] = [];
  const server = createServer((request, response) => {
    visits.push(request.url ?? "");
    response.writeHead(200, { "content-type": "text/html" }).end("<title>elsewhere</title>");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, visits, close: () => server.close() };
}

async function noteViolations(page: Page, act: () => Promise<unknown>): Promise<void> {
  await page.evaluate(() => {
    const found: string[] = [];
    Object.assign(window, { found });
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
      found.push(effectiveDirective),
    );
  });
  await act();
}

/** The parts of the policy that were broken so far; the browser tells of some a moment later. */
const brokenParts = async (page: Page) =>
  new Set(
    await page.evaluate(() =>
      (window as typeof window & { found: string[] }).found.filter(
        (part) => part !== "form-action",
      ),
    ),
  );

test("W21: what is put into a page does not run, load or send", async ({ page, loginAs }) => {
  const elsewhere = await otherHost();
  await loginAs("master");
  await open(page, paths.dashboard);
  await noteViolations(page, () =>
    page.evaluate(async (host) => {
      const body = document.body;
      const script = document.createElement("script");
      const attempts = [
        () => body.insertAdjacentHTML("beforeend", "<img src=x onerror=window.ran=1>"),
        () => Object.assign(script, { text: "window.ran = 1" }),
        () => body.append(Object.assign(document.createElement("script"), { src: `${host}/x.js` })),
        () => body.setAttribute("onclick", "window.ran = 1"),
        () => new Function("window.ran = 1")(),
        () => setTimeout("window.ran = 1"),
      ];
      // While the debugger evaluates, it lets text become code; a task of the page's own does not.
      await new Promise((resolve) => setTimeout(resolve, 0));
      for (const attempt of attempts) {
        try {
          attempt();
        } catch {
          // Trusted Types throw where the rest of the policy only reports.
        }
      }
      body.append(Object.assign(document.createElement("img"), { src: `${host}/x.png` }));
      body.append(Object.assign(document.createElement("iframe"), { src: `${host}/frame` }));
      body.append(Object.assign(document.createElement("base"), { href: host }));
      const form = Object.assign(document.createElement("form"), {
        action: `${host}/form`,
        method: "post",
      });
      body.append(form);
      body.click();
      await fetch(`${host}/fetch`).catch(() => {});
      form.submit();
    }, elsewhere.url),
  );
  const expected = ["require-trusted-types-for", "img-src", "frame-src", "base-uri", "connect-src"];
  await expect.poll(() => brokenParts(page)).toEqual(new Set(expected));
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
  expect(elsewhere.visits).toEqual([]);
  expect(new URL(page.url()).pathname).toBe(paths.dashboard);
  elsewhere.close();
});

test("W21: a script without the request's nonce does not run even when the server sends it", async ({
  page,
  loginAs,
}) => {
  await loginAs("master");
  await page.route(`**${paths.dashboard}`, async (route) => {
    const answer = await route.fetch();
    const html = (await answer.text()).replace(
      "</body>",
      "<script>window.ran = 1</script><script nonce=wrong>window.ran = 2</script></body>",
    );
    await route.fulfill({ response: answer, body: html });
  });
  await open(page, paths.dashboard);
  expect(await page.content()).toContain("window.ran = 2");
  expect(await page.evaluate(() => "ran" in window)).toBe(false);
});

test("W21: each answer has its own nonce and every protecting header", async ({
  request,
  loginAs,
  page,
}) => {
  await loginAs("master");
  for (const path of [paths.home, paths.signIn, paths.dashboard, "/no-such-page"]) {
    const [first, second] = [await page.request.get(path), await page.request.get(path)];
    const nonce = (text = "") => /'nonce-([^']+)'/.exec(text)?.[1];
    const policy = first.headers()["content-security-policy"];
    expect(nonce(policy), path).toBeTruthy();
    expect(nonce(policy), path).not.toBe(nonce(second.headers()["content-security-policy"]));
    expect(policy, path).not.toMatch(/script-src[^;]*unsafe|script-src[^;]*https?:/);
    const html = await first.text();
    const scripts = html.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length, path).toBeGreaterThan(3);
    expect(
      scripts.filter((tag) => !tag.includes(`nonce="${nonce(policy)}"`)),
      path,
    ).toEqual([]);
    expect(first.headers(), path).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "strict-origin-when-cross-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy": expect.stringContaining("camera=()"),
      "cache-control": expect.stringContaining("no-store"),
    });
    expect(first.headers()["x-powered-by"]).toBeUndefined();
  }
  const chunk = /\/_next\/static\/[^"]+\.js/.exec(
    await (await request.get(paths.home)).text(),
  )?.[0];
  expect((await request.get(chunk ?? "")).headers()["content-security-policy"]).toContain(
    "sandbox",
  );
});

test("W21: a customer's mail in the preview cannot run, send, go anywhere or ask another host", async ({
  page,
  service,
  tenant,
  loginAs,
}) => {
  const elsewhere = await otherHost();
  await loginAs("master");
  const host = elsewhere.url;
  const id = await createDraft(service, tenant, {
    html: `<style>@import "${host}/style"; p { color: rgb(1, 2, 3); background: url(${host}/back) }</style>
      <link rel=stylesheet href="${host}/sheet"><link rel=preconnect href="${host}">
      <meta http-equiv=refresh content="0;url=${host}/refresh"><base href="${host}">
      <img src="${host}/image"><img src=x onerror="document.title='ran';top.location='${host}/top'">
      <video src="${host}/video"></video><form action="${host}/form"><button>送信</button></form>
      <a href="${host}/link" target=_top>リンク</a><a href="javascript:top.location='${host}/js'">JS</a>
      <p>本文です</p>`,
  });
  await open(page, paths.deliveryEdit(id));
  const frame = page.frameLocator('iframe[title="メールのプレビュー"]');
  await expect(frame.locator("p", { hasText: "本文です" })).toHaveCSS("color", "rgb(1, 2, 3)");
  for (const name of ["リンク", "JS"]) await frame.getByText(name).click();
  await frame.getByRole("button", { name: "送信" }).click();
  await expect(frame.locator("p", { hasText: "本文です" })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(paths.deliveryEdit(id));
  expect(elsewhere.visits).toEqual([]);
  elsewhere.close();

  const own = new URL(service.url).origin;
  const form = { form: { html: "<script>1</script><link rel=x>" } };
  const answer = await page.request.post(paths.mailFrame, { ...form, headers: { origin: own } });
  const policy = answer.headers()["content-security-policy"] ?? "";
  expect(policy).toMatch(
    /default-src 'none'.*form-action 'none'.*frame-ancestors 'self'; sandbox$/,
  );
  expect(await answer.text()).toContain("<x-link");
  const foreign = await page.request.post(paths.mailFrame, { ...form, headers: { origin: host } });
  expect(foreign.status()).toBe(403);
});

test("W21: an action sent by another site's page is refused", async ({
  page,
  context,
  service,
  loginAs,
}) => {
  const network = addressOf();
  await context.setExtraHTTPHeaders({ "x-forwarded-for": network });
  await loginAs("master");
  let caught: { url: string; headers: Record<string, string>; data: Buffer | null } | undefined;
  await page.route("**/*", async (route) => {
    const asked = route.request();
    if (!asked.headers()["next-action"]) return route.continue();
    caught = { url: asked.url(), headers: asked.headers(), data: asked.postDataBuffer() };
    return route.abort();
  });
  await open(page, paths.tags);
  await page.getByRole("button", { name: "新しいタグ" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox").first().fill("攻撃");
  await dialog.locator("button[type=submit]").click();
  await expect.poll(() => caught).toBeDefined();
  const send = async (origin: string) => {
    const { url = "", headers = {}, data = null } = caught ?? {};
    await page.request.post(url, { headers: { ...headers, origin }, data: data ?? "" });
    const made = await service.sql`select 1 from tags where name = '攻撃'`;
    return made.length;
  };
  expect(await send("https://evil.example")).toBe(0);
  expect(await send(new URL(service.url).origin)).toBe(1);
});

test("W21: probes, forged calls and oversized bodies are noted; the operator sees them and blocks a network", async ({
  browser,
  service,
  axe,
}) => {
  const ip = addressOf();
  const caller = await browser.newContext({ extraHTTPHeaders: { "x-forwarded-for": ip } });
  const { request } = caller;
  // A connection that rested may be closed by the server at the moment it is used again.
  const status = async (path: string) =>
    (await request.get(`${service.url}${path}`, { maxRetries: 2 })).status();
  expect(await status("/.env")).toBe(404);
  expect(await status("/wp-login.php?x=1")).toBe(404);
  const forged = await request.post(`${service.url}/api/webhooks/stripe`, { data: "{}" });
  expect(forged.status()).toBe(400);
  const big = await request.post(`${service.url}/sign-in`, { data: Buffer.alloc(9_000_000) });
  expect(big.status()).toBe(413);
  await request.post(`${service.url}/api/unsubscribe/forged.token`);
  const rows = await service.sql<{ kind: string; count: number }[]>`
    select kind, count from suspicious_requests where network = ${`${ip}/32`} order by kind`;
  expect(rows.map(({ kind, count }) => `${kind} ${count}`)).toEqual([
    "forged_webhook 1",
    "oversized_body 1",
    "path_probe 2",
    "tampered_token 1",
  ]);

  const operator = await createOperator(service);
  const staff = await browser.newContext({ extraHTTPHeaders: { "x-forwarded-for": addressOf() } });
  const page = await staff.newPage();
  await giveOperatorSession(service, staff, operator);
  await open(page, `${service.operatorUrl}${paths.operatorSuspicious}`);
  await expect(page.getByRole("row", { name: new RegExp(`${ip}/32.*脆弱性の探索`) })).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: "ネットワークを遮断" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("ネットワーク").fill("0.0.0.0/0");
  await dialog.getByLabel("理由").fill("試験");
  await dialog.getByRole("button", { name: "遮断する" }).click();
  await expect(dialog.getByText("範囲が広すぎます")).toBeVisible();
  await dialog.getByLabel("ネットワーク").fill(ip);
  await dialog.getByRole("button", { name: "遮断する" }).click();
  await expect(page.getByText("ネットワークを遮断しました")).toBeVisible();
  await expect.poll(() => status(paths.signIn), { timeout: 10_000 }).toBe(403);
  expect(await status("/unsubscribe/some-token")).toBe(404);
  const [entry] = await service.sql`
    select 1 from operator_audit_entries where action = 'network.blocked' and target_id = ${`${ip}/32`}`;
  expect(entry).toBeDefined();
  await page.getByRole("button", { name: `${ip}/32 の遮断を解除` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "解除" }).click();
  await expect(page.getByText("遮断を解除しました")).toBeVisible();
  await expect.poll(() => status(paths.signIn), { timeout: 10_000 }).toBe(200);
  await Promise.all([caller.close(), staff.close()]);
});

test("W21: an altered session cookie opens nothing and is noted", async ({
  context,
  page,
  service,
  loginAs,
}) => {
  const network = addressOf();
  await context.setExtraHTTPHeaders({ "x-forwarded-for": network });
  const user = await loginAs("master");
  await giveSession(service, context, user);
  const [cookie] = (await context.cookies(service.url)).filter(
    ({ name }) => name === "ecai-session",
  );
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  const value = `${cookie?.value.slice(0, -2)}xx`;
  await context.addCookies([{ name: "ecai-session", value, url: service.url }]);
  await page.goto(paths.dashboard);
  await expect(page).toHaveURL(/sign-in/);
  const [row] = await service.sql`
    select kind from suspicious_requests where network = ${`${network}/32`}`;
  expect(row?.kind).toBe("tampered_token");
});

test("W21: what goes around the proxy has protecting headers, and nobody chooses the id or the path of a request", async ({
  service,
}) => {
  const claimed = { "x-request-id": "mine", "x-path": "/unsubscribe/x" };
  for (const path of ["/imports/upload", "/favicon.ico", "/icon.svg", "/_next/nothing.js", "/"]) {
    const { headers } = await fetch(`${service.url}${path}`, { headers: claimed });
    expect(headers.get("x-request-id"), path).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("content-security-policy"), path).toContain("frame-ancestors 'none'");
    expect(headers.get("x-frame-options"), path).toBe("DENY");
    expect(headers.get("x-content-type-options"), path).toBe("nosniff");
  }
});

test("W21: a page that is not found breaks no part of the policy when it is loaded anew", async ({
  page,
  loginAs,
}) => {
  const said: string[] = [];
  page.on("console", (message) => {
    // The answer's own status is told as an error too.
    if (message.type() === "error" && !/status of 404/.test(message.text()))
      said.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => said.push(`${page.url()}: ${error.message}`));
  const missing = randomUUID();
  const look = async (path: string) => {
    await open(page, path);
    const title = page.getByRole("heading", { name: "ページが見つかりません" });
    await expect(title, path).toBeVisible();
  };
  for (const path of ["/no-such-page", "/operator", `/manual/${missing}`]) await look(path);
  await loginAs("master");
  for (const path of [`/addresses/${missing}`, `/deliveries/${missing}`, "/tags/none"])
    await look(path);
  expect(said).toEqual([]);
});
