import { readdirSync } from "node:fs";
import type { ConsoleMessage } from "@playwright/test";
import { paths } from "@/lib/paths";
import { createOperator, giveOperatorSession, giveSession } from "./accounts";
import { type BrowserContext, expect, type Page, type Service, test } from "./fixtures";
import { open } from "./ready";

type Look = { locale: "ja" | "en"; theme: "light" | "dark"; width: number; isChecked: boolean };

const looks: Look[] = [
  { locale: "ja", theme: "light", width: 1280, isChecked: true },
  { locale: "en", theme: "dark", width: 390, isChecked: true },
  { locale: "ja", theme: "dark", width: 390, isChecked: false },
  { locale: "en", theme: "light", width: 1280, isChecked: false },
];

const publicPages = [
  paths.home,
  paths.signIn,
  paths.signInSignOn,
  paths.passwordReset,
  paths.terms,
  paths.privacy,
  paths.security,
  paths.responsibility,
  paths.documentVersion("terms", "2026-11-01"),
  paths.manual,
  paths.manualPage("imports"),
  `${paths.manual}?q=csv`,
  paths.signUp,
];
const operatorPages = [
  paths.operatorHome,
  paths.operatorTenants,
  paths.operatorJobs,
  paths.operatorHealth,
  paths.operatorCapacity,
  paths.operatorBackups,
  paths.operatorNotices,
  paths.operatorNewNotice,
  paths.operatorOutbox,
  paths.operatorIncidents,
  paths.operatorSupport,
  paths.operatorNewIncident,
  paths.operatorSuspicious,
  paths.operatorApplications,
  paths.operatorLogs,
  paths.operatorWorkLog,
  paths.operatorRetention,
  paths.operatorSettings,
  paths.operatorAbuse,
  paths.operatorAbuseSettings,
  paths.operatorAccount,
];

const namespaces = readdirSync("messages/ja").map((file) => file.replace(".json", ""));
const rawKey = new RegExp(`(^|\\s)(${namespaces.join("|")})\\.[a-z]\\w*(\\.\\w+)*(?=\\s|$)`);
const kana = /[\u3041-\u3096\u30a1-\u30fa]/;

/** The demo tenant's pages, with one of each thing it holds. */
async function tenantPages({ sql }: Service, tenantId: string): Promise<string[]> {
  const newest = async (table: string, where = sql`true`) => {
    const [row] = await sql<{ id: string }[]>`
      select id from ${sql(table)} where tenant_id = ${tenantId} and ${where} order by id desc limit 1`;
    if (!row) throw new Error(`The demo tenant has no row in ${table}`);
    return row.id;
  };
  const sent = await newest("deliveries", sql`state = 'finished'`);
  return [
    paths.dashboard,
    paths.notices,
    paths.deliveries,
    paths.newDelivery,
    paths.delivery(sent),
    paths.deliveryRecipients(sent),
    paths.deliveryApproval(sent),
    paths.senders,
    paths.addresses,
    paths.newAddress,
    paths.address(await newest("addresses")),
    paths.addressEdit(await newest("addresses")),
    paths.tags,
    paths.groups,
    paths.newGroup,
    paths.group(await newest("groups")),
    paths.attributes,
    paths.imports,
    paths.newImport,
    paths.signupForms,
    paths.newSignupForm,
    paths.signupForm(await newest("signup_forms")),
    paths.suppressions,
    paths.users,
    paths.user(await newest("users")),
    paths.roles,
    paths.newRole,
    paths.settings,
    paths.approvalSettings,
    paths.signOnSettings,
    paths.sessionSettings,
    paths.networkSettings,
    paths.settingsChatwork,
    paths.incidents,
    paths.incidentReport,
    paths.support,
    paths.newSupport,
    paths.supportContact,
    paths.contractEnding,
    paths.sendingBrake,
    paths.settingsLimits,
    paths.billing,
    paths.audit,
    paths.isolation,
    paths.evidence,
    paths.utilities,
    paths.utility("remove"),
    paths.manualPage("compose"),
    paths.account,
    paths.signIns,
    paths.accountSecurity,
    paths.accountProof,
    paths.settingsSecondStep,
  ];
}

/** Recipients' pages speak the language of their form. */
async function formPages(
  { sql }: Service,
  { tenantId, locale }: { tenantId: string; locale: string },
) {
  const [form] = await sql<{ id: string }[]>`
    select id from signup_forms where tenant_id = ${tenantId} and locale = ${locale} order by created_at, id limit 1`;
  if (!form) throw new Error(`The demo tenant has no form in ${locale}`);
  return [
    paths.publicForm(form.id),
    paths.embeddedForm(form.id),
    paths.formConfirmation(form.id, "ended"),
  ];
}

async function wear(page: Page, context: BrowserContext, base: string, look: Look) {
  await context.addCookies([{ name: "ecai-locale", value: look.locale, url: base }]);
  await page.emulateMedia({ colorScheme: look.theme });
  await page.setViewportSize({ width: look.width, height: 844 });
}

/** The checks of accessibility try every frame; a customer's mail lets no script run, which is as it should be. */
const isKeptOut = (text: string) =>
  /^Blocked script execution in '(about:blank|[^']*\/mail-frame[^']*)'/.test(text);

/** One main part, one headline, a title, no missing text, no sideways scrolling, nothing the content policy refused. */
async function expectWhole(page: Page, address: string, look: Look): Promise<void> {
  const errors: string[] = [];
  const note = (error: Error) => errors.push(error.message);
  const noteMessage = (message: ConsoleMessage) => {
    if (message.type() === "error" && !isKeptOut(message.text())) errors.push(message.text());
  };
  page.on("pageerror", note);
  page.on("console", noteMessage);
  await open(page, address);
  const where = `${new URL(page.url()).pathname} ${look.locale} ${look.theme} ${look.width}`;
  await expect(page.locator("main"), where).toHaveCount(1);
  await expect(page.locator("h1"), where).toHaveCount(1);
  const seen = await page.evaluate(() => ({
    title: document.title,
    text: document.body.innerText,
    code: [...document.querySelectorAll("code")].map((code) => code.innerText),
    frame: [...document.querySelectorAll<HTMLElement>("nav:not(:has(ol))")]
      .map((nav) => nav.innerText)
      .join("\n"),
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    language: document.documentElement.lang,
  }));
  expect(seen.title, where).toMatch(/ECAI/);
  expect(seen.title, where).not.toBe("ECAI");
  expect(seen.language, where).toBe(look.locale);
  const prose = seen.code.reduce((text, code) => text.replaceAll(code, ""), seen.text);
  expect(prose.match(rawKey)?.[0], where).toBeUndefined();
  expect(seen.overflow, `pixels beyond the edge at ${where}`).toBeLessThanOrEqual(0);
  if (look.locale === "en") expect(seen.frame, where).not.toMatch(kana);
  page.off("pageerror", note);
  page.off("console", noteMessage);
  expect(errors, where).toEqual([]);
}

// The looks share nothing: two browsers see them in half the time.
test.describe.configure({ mode: "parallel" });

for (const look of looks) {
  const name = `${look.locale}, ${look.theme}, ${look.width} px`;

  test(`every page is whole: ${name}`, async ({ page, context, service, axe }) => {
    test.setTimeout(900_000);
    await wear(page, context, service.url, look);
    const see = async (address: string) => {
      await expectWhole(page, address, look);
      if (look.isChecked) await axe(page);
    };
    for (const address of publicPages) await see(address);
    const [demo] = await service.sql<{ id: string; tenantId: string }[]>`
      select id, tenant_id as "tenantId" from users where email = 'demo@ecai.example'`;
    if (!demo) throw new Error("There is no demo account");
    const { tenantId } = demo;
    for (const address of await formPages(service, { tenantId, locale: look.locale }))
      await see(address);
    await giveSession(service, context, demo);
    for (const address of await tenantPages(service, demo.tenantId)) await see(address);
  });

  test(`every operator page is whole: ${name}`, async ({ page, context, service, axe }) => {
    test.setTimeout(900_000);
    const operator = await createOperator(service);
    await wear(page, context, service.operatorUrl, look);
    await giveOperatorSession(service, context, operator);
    for (const address of operatorPages) {
      await expectWhole(page, `${service.operatorUrl}${address}`, look);
      if (look.isChecked) await axe(page);
    }
  });
}
