import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { paths } from "@/lib/paths";
import {
  anotherBrowser,
  answerCode,
  confirm,
  fillPasswords,
  giveRecoveryCode,
  newPassword,
  nextCode,
  setUpApp,
  signIn,
} from "./access-steps";
import {
  createOperator,
  createOperatorSession,
  giveOperatorSession,
  password,
  uniqueEmail,
} from "./accounts";
import { expect, type Service, test } from "./fixtures";
import { callAction } from "./matrix-callers";
import { builtActions, pageOf, readDemands } from "./matrix-entries";
import { open, ready } from "./ready";
import { heading } from "./sign-up-steps";

/** Makes an operator as the provider does; answers with the password that is printed. */
async function createByCommand({ ownerUrl }: Service): Promise<{ email: string; printed: string }> {
  const email = uniqueEmail("operator");
  const args = ["--import", "tsx", "bin/operator-create.ts", "--email", email, "--name", "運営 葵"];
  const env = { ...process.env, DATABASE_OWNER_URL: ownerUrl };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  return { email, printed: stdout.split("\n")[1] ?? "" };
}

test("W35: an operator replaces the password that was made for them before the console opens, and changes it later", async ({
  page,
  browser,
  service,
  inbox,
  axe,
}) => {
  const { email, printed } = await createByCommand(service);
  const at = (path: string) => `${service.operatorUrl}${path}`;
  await open(page, at(paths.operatorHome));
  await signIn(page, email, printed);
  await expect(heading(page, "認証アプリの設定")).toBeVisible();
  await ready(page);
  const { secret, codes } = await setUpApp(page);
  await inbox.newest(email, /認証アプリが設定/);
  await page.getByRole("button", { name: "コンソールへ進む" }).click();
  const choosing = heading(page, "ご自身のパスワードの設定");
  await expect(choosing).toBeVisible();
  await ready(page);
  await axe(page);
  await page.goto(at(paths.operatorTenants));
  await expect(choosing).toBeVisible();
  await ready(page);

  await fillPasswords(page, "wrong", newPassword);
  await expect(page.getByText("現在のパスワードが正しくありません。")).toBeVisible();
  await expect(page.getByLabel("新しいパスワード")).toHaveValue(newPassword);
  await fillPasswords(page, printed, printed);
  await expect(page.getByText("現在と同じパスワードは使用できません。")).toBeVisible();
  await fillPasswords(page, printed, newPassword);
  await expect(heading(page, "概況")).toBeVisible();
  await page.goto(at(paths.operatorOwnPassword));
  await expect(heading(page, "概況")).toBeVisible();

  const [operator] = await service.sql<{ id: string }[]>`
    select id from operators where email = ${email}`;
  const other = await anotherBrowser(browser);
  await giveOperatorSession(service, other.context, { id: operator?.id ?? "" });
  await open(other.page, at(paths.operatorHome));
  await expect(heading(other.page, "概況")).toBeVisible();
  await ready(page);
  await page.getByRole("button", { name: /^アカウントメニュー/ }).click();
  await page.getByRole("menuitem", { name: "アカウント設定" }).click();
  await expect(heading(page, "アカウント設定")).toBeVisible();
  await ready(page);
  await axe(page);
  await expect(page.getByRole("main")).toContainText(email);
  const devices = page.getByRole("row", { name: /この端末|不明な端末/ });
  await expect(devices).toHaveCount(2);
  await confirm(page, "サインアウトさせる");
  await expect(devices).toHaveCount(1);
  await other.page.goto(at(paths.operatorHome));
  await expect(heading(other.page, "運営者のサインイン")).toBeVisible();

  await giveOperatorSession(service, other.context, { id: operator?.id ?? "" });
  await fillPasswords(page, newPassword, password);
  await expect(page.getByText("パスワードを変更しました。")).toBeVisible();
  await expect(page.getByLabel("現在のパスワード")).toHaveValue("");
  await expect(devices).toHaveCount(1);
  await other.page.goto(at(paths.operatorHome));
  await expect(heading(other.page, "運営者のサインイン")).toBeVisible();
  await ready(other.page);
  await signIn(other.page, email, newPassword);
  await expect(
    other.page.getByText("メールアドレスまたはパスワードが正しくありません。"),
  ).toBeVisible();
  const passwordMails = async () =>
    (await inbox.list(email)).filter(({ subject }) => /パスワードが変更/.test(subject)).length;
  await expect.poll(passwordMails).toBe(2);
  await signIn(other.page, email, password);
  await answerCode(other.page, nextCode(secret));
  await expect(heading(other.page, "概況")).toBeVisible();
  await other.page.getByRole("button", { name: /^アカウントメニュー/ }).click();
  await other.page.getByRole("menuitem", { name: "サインアウト" }).click();
  await expect(heading(other.page, "運営者のサインイン")).toBeVisible();
  await ready(other.page);
  await signIn(other.page, email, password);
  await giveRecoveryCode(other.page, codes[0] ?? "");
  await expect(heading(other.page, "概況")).toBeVisible();
  const told = await inbox.newest(email, /回復コードが使用/);
  expect(told.text).toContain(at(paths.operatorAccount));
  await other.context.close();
});

test("W35: no page, route or action of the console answers an operator who has yet to choose a password", async ({
  service,
}) => {
  const operator = await createOperator(service);
  await service.sql`
    update operators set initial_password_until = now() + interval '1 day' where id = ${operator.id}`;
  const { name, value } = await createOperatorSession(service, operator);
  const cookie = `${name}=${value}`;
  const demands = readDemands();
  const isOperators = ([, demand]: [string, string]) => demand === "operator";
  const namesOf = (kind: Record<string, string>) =>
    Object.entries(kind)
      .filter(isOperators)
      .map(([entry]) => entry);

  const addresses = [...namesOf(demands.pages), ...namesOf(demands.routes)];
  expect(addresses.length).toBeGreaterThan(20);
  const answers = new Map<string, string>();
  for (const entry of addresses) {
    const address = entry.replace(/^GET /, "").replace(/\[[^\]]+\]/g, crypto.randomUUID());
    const url = `${service.operatorUrl}${address}`;
    const { status, headers } = await fetch(url, { redirect: "manual", headers: { cookie } });
    answers.set(entry, new URL(headers.get("location") ?? `/${status}`, url).pathname);
  }
  const isFile = (entry: string) => entry.startsWith("GET ");
  for (const [entry, answer] of answers)
    expect(answer, entry).toBe(isFile(entry) ? "/403" : paths.operatorOwnPassword);

  const caller = { name: "operator", cookie, permissions: null, userId: null } as const;
  const open: string[] = [];
  for (const action of builtActions()) {
    if (demands.actions[action.name] !== "operator") continue;
    const url = `${service.operatorUrl}${pageOf(action, "operator")}`;
    const answer = await callAction(url, caller, { id: action.id, input: "none" });
    if (answer !== "refused") open.push(`${action.name}: ${answer}`);
  }
  expect(open).toEqual(["lib/operator-account/actions.ts changeOperatorPasswordAction: let in"]);
});

test("W35: the demo operator, whose password each start prints, is asked for no other", async ({
  page,
  context,
  service,
}) => {
  const [demo] = await service.sql<{ id: string }[]>`
    select id from operators where email = 'operator@ecai.example'`;
  await giveOperatorSession(service, context, { id: demo?.id ?? "" });
  await open(page, `${service.operatorUrl}${paths.operatorHome}`);
  await expect(heading(page, "概況")).toBeVisible();
});
