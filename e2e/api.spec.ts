import iconv from "iconv-lite";
import { paths } from "@/lib/paths";
import { uniqueEmail } from "./accounts";
import { expect, type Page, test } from "./fixtures";
import { linkIn } from "./inbox";
import { open, ready } from "./ready";

async function makeToken(page: Page, name: string): Promise<string> {
  await open(page, paths.settings);
  await page.getByRole("link", { name: /^API/ }).click();
  await page.waitForURL(`**${paths.apiSettings}`);
  await ready(page);
  await page.getByLabel("名前").fill(name);
  await page.getByRole("checkbox", { name: "取り込みの取り消し" }).check();
  await page.getByRole("button", { name: "トークンを作成" }).click();
  const made = page.getByText(/^ecai-api\./);
  await expect(made).toBeVisible();
  return made.innerText();
}

test("W7: a customer's own program imports a CP932 file, repeats itself harmlessly, and takes it back", async ({
  page,
  service,
  tenant,
  loginAs,
  axe,
}) => {
  await loginAs("master");
  const token = await makeToken(page, "基幹システム");
  await axe(page);
  const url = (path: string) => `${service.url}${paths.api}${path}`;
  const authorization = { authorization: `Bearer ${token}` };
  const [hanako, taro] = [uniqueEmail("hanako"), uniqueEmail("taro")];
  const text = `メールアドレス,氏名\r\n${hanako},髙﨑 花子㈱\r\n${taro},山田\r\n誤り,x\r\n`;
  const send = () =>
    fetch(url("/imports?tags=会員&file_name=会員.csv"), {
      method: "POST",
      headers: {
        ...authorization,
        "content-type": "text/csv",
        "idempotency-key": token.slice(-20),
      },
      body: new Uint8Array(iconv.encode(text, "cp932")),
    });
  const [first, again] = [await send(), await send()];
  expect(first.status).toBe(202);
  expect(first.headers.get("ratelimit-limit")).toBe("120");
  const { id } = await first.json();
  expect((await again.json()).id).toBe(id);
  const look = async () => (await fetch(url(`/imports/${id}`), { headers: authorization })).json();
  await expect.poll(async () => (await look()).state, { timeout: 60_000 }).toBe("finished");
  const done = await look();
  expect(done.counts).toMatchObject({ inserted: 2, rejected: 1 });
  const errors = await fetch(done.errors_url, { headers: authorization });
  expect(iconv.decode(Buffer.from(await errors.arrayBuffer()), "cp932")).toContain("誤り,x");
  const names = () => service.sql`
    select name from addresses where tenant_id = ${tenant.id} order by email`;
  expect((await names()).map(({ name }) => name)).toEqual(["髙﨑 花子㈱", "山田"]);

  await open(page, paths.imports);
  await expect(page.getByRole("row", { name: /会員\.csv/ })).toContainText("API 基幹システム");
  const undo = await fetch(url(`/imports/${id}/undo`), { method: "POST", headers: authorization });
  expect(undo.status).toBe(202);
  await expect.poll(async () => (await look()).state, { timeout: 60_000 }).toBe("undone");
  expect(await names()).toHaveLength(0);

  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, paths.apiSettings);
  await page.getByRole("button", { name: "「基幹システム」を無効にする" }).click();
  await axe(page);
  await page.getByRole("alertdialog").getByRole("button", { name: "無効にする" }).click();
  await expect(page.getByText("API トークンはまだありません")).toBeVisible();
  const refused = await fetch(url(`/imports/${id}`), { headers: authorization });
  expect(refused.status).toBe(401);
  expect((await refused.json()).error).toMatchObject({ code: "authentication_required" });
});

test("W7: an empty mail brings a confirmation mail, whose link takes the sender in", async ({
  page,
  service,
  tenant,
  loginAs,
  inbox,
  axe,
}) => {
  await loginAs("manager");
  const visitor = uniqueEmail("visitor");
  await open(page, paths.newSignupForm);
  await page.getByLabel("フォーム名").fill("店頭");
  await page.getByLabel("見出し").fill("お店のメールマガジン");
  await page.getByRole("button", { name: "作成", exact: true }).click();
  await page.waitForURL(/\/signup-forms\/[0-9a-f-]{36}$/);
  await ready(page);
  await page.getByRole("button", { name: "宛先を作る" }).click();
  const address = page.getByText(/^entry-[2-9a-z]{10}@/);
  await expect(address).toBeVisible();
  await axe(page);
  const to = new URLSearchParams({ to: await address.innerText() });
  const mail = `From: 訪問者 <${visitor}>\r\nSubject: \r\n\r\n`;
  await fetch(`${service.mailUrl}/_local/inbound?${to}`, { method: "POST", body: mail });
  const received = await inbox.newest(visitor, /登録の確認/);
  await open(page, linkIn(received, "/f/"));
  await page.getByRole("button", { name: "登録を確定する" }).click();
  await expect
    .poll(
      () => service.sql`select email, consent_wording <> '' as consented from addresses
        where tenant_id = ${tenant.id}`,
    )
    .toEqual([{ email: visitor, consented: true }]);
});

test("W7: a customer's own program writes one address, reads it, and takes a tag off whose name has every sign", async ({
  page,
  service,
  loginAs,
}) => {
  await loginAs("master");
  const token = await makeToken(page, "CRM");
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const call = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${service.url}${paths.api}/addresses${path}`, {
      method,
      headers,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, body: await answer.json() };
  };
  const email = uniqueEmail("crm");
  const tag = "50% 割引/春&夏?";
  const made = await call("PUT", "", { email, name: "髙﨑", tags: [tag, "会員"] });
  expect(made).toMatchObject({ status: 201, body: { email, name: "髙﨑" } });
  expect(made.body.tags).toHaveLength(2);
  const { id } = made.body;
  expect(await call("PUT", "", { email, name: "髙﨑" })).toEqual({ ...made, status: 200 });
  expect((await call("GET", `?email=${encodeURIComponent(email)}`)).body).toEqual(made.body);
  const changed = await call("PATCH", `/${id}`, { name: "高崎" });
  expect(changed.body).toMatchObject({ name: "高崎", tags: made.body.tags });
  const untagged = await call("DELETE", `/${id}/tags/${encodeURIComponent(tag)}`);
  expect(untagged).toMatchObject({ status: 200, body: { tags: ["会員"] } });
  expect((await call("DELETE", `/${id}/tags/%E3%8`)).status).toBeLessThan(500);
  await open(page, paths.address(id));
  await expect(page.getByText("高崎").first()).toBeVisible();
});
