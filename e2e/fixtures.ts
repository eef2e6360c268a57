import { randomInt } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import type { RoleName } from "@/lib/auth/permissions";
import {
  createTenant,
  createUser,
  giveSession,
  type Tenant,
  type User,
  type UserChanges,
} from "./accounts";
import { type Inbox, openInbox } from "./inbox";
import { connectService, type Service } from "./service";

export type { BrowserContext, Page } from "@playwright/test";
export type { Service } from "./service";
export { expect };

type LogInOptions = UserChanges & { context?: BrowserContext };

type Fixtures = {
  /** A new tenant; nobody else uses it. */
  tenant: Tenant;
  /** Creates a user of the role in the tenant and signs the browser in. */
  loginAs: (role: RoleName, options?: LogInOptions) => Promise<User>;
  inbox: Inbox;
  /** Fails on serious accessibility problems of the page as it is now. */
  axe: (page: Page) => Promise<void>;
};

const anyAddress = () => [10, randomInt(256), randomInt(256), randomInt(1, 255)].join(".");

export const test = base.extend<Fixtures, { service: Service }>({
  service: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures from this pattern
    async ({}, use) => {
      const service = connectService();
      await use(service);
      await service.sql.end();
    },
    { scope: "worker" },
  ],
  // Limits count by network: each test comes from one of its own.
  // biome-ignore lint/correctness/noEmptyPattern: as above
  extraHTTPHeaders: async ({}, use) => use({ "x-forwarded-for": anyAddress() }),
  tenant: async ({ service }, use) => use(await createTenant(service)),
  loginAs: async ({ service, tenant, context: own }, use) => {
    await use(async (role, { context = own, ...changes } = {}) => {
      const user = await createUser(service, tenant, role, changes);
      await giveSession(service, context, user);
      return user;
    });
  },
  inbox: async ({ service }, use) => use(openInbox(service)),
  // biome-ignore lint/correctness/noEmptyPattern: as above
  axe: async ({}, use) => use(expectAccessible),
});

const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(standards)
    // A customer's mail is not ours, and its frame without scripts now and then never answers.
    .exclude("iframe[sandbox]")
    // What was announced stays for seconds and may name a button that is gone: nobody reads it twice.
    .exclude("[data-live-announcer]")
    .analyze();
  const serious = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
  expect(serious, `axe on ${page.url()}`).toEqual([]);
}
