import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "@playwright/test";
import { chromiumFlags, findChromium } from "./bin/chromium";
import { freePort } from "./bin/local/free-port";

// The configuration is read again in every worker; they inherit these from the first reading.
process.env.ECAI_E2E_FILE ??= join(tmpdir(), `ecai-e2e-${process.pid}.json`);
process.env.ECAI_E2E_PORT ??= String(await freePort());
process.env.ECAI_E2E_DNS_PORT ??= String(await freePort());
process.env.CHROMIUM_PATH ||= findChromium();

const drills = "**/{topology,drills}.spec.ts";

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./bin/testing/playwright-global-setup.ts",
  workers: 2,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: "test-results/playwright.json" }]],
  use: {
    baseURL: `http://localhost:${process.env.ECAI_E2E_PORT}`,
    locale: "ja-JP",
    timezoneId: "Asia/Tokyo",
    viewport: { width: 1280, height: 800 },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    actionTimeout: 15_000,
    launchOptions: { executablePath: process.env.CHROMIUM_PATH, args: chromiumFlags },
  },
  projects: [
    { name: "chromium", use: { browserName: "chromium" }, testIgnore: drills },
    // A drill loads every core: beside it the journeys would only wait.
    { name: "drills", testMatch: drills, dependencies: ["chromium"] },
  ],
});
