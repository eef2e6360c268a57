import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import { isRoot } from "./local/account";

const programs = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const usualPlaces = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/snap/bin/chromium",
];

/** Nothing in the background may reach out or change what a test sees. */
export const chromiumFlags = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Chromium refuses its sandbox to root.
  ...(isRoot() ? ["--no-sandbox"] : []),
];

/** A Chromium to test with: the configured one, an installed one, else one that is fetched now. */
export function findChromium(): string {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH && !isExecutable(CHROMIUM_PATH)) {
    throw new Error(`CHROMIUM_PATH: ${CHROMIUM_PATH} is not a program`);
  }
  const found = CHROMIUM_PATH || installed() || downloaded() || fromSystemPackages();
  if (found) return found;
  throw new Error(
    "No Chromium: install the package `chromium` of your system, or run `npx playwright install chromium`, or set CHROMIUM_PATH.",
  );
}

function installed(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = programs.flatMap((name) => folders.map((folder) => join(folder, name)));
  const playwrights = chromium.executablePath();
  return [...candidates, ...usualPlaces, playwrights].find(isExecutable);
}

function downloaded(): string | undefined {
  const command = createRequire(import.meta.url).resolve("@playwright/test/cli");
  process.stderr.write("No Chromium installed; trying Playwright's download\n");
  spawnSync(process.execPath, [command, "install", "chromium"], {
    stdio: "inherit",
    timeout: 300_000,
  });
  return [chromium.executablePath()].find(isExecutable);
}

function fromSystemPackages(): string | undefined {
  if (!isRoot() || !existsSync("/usr/bin/apt-get")) return undefined;
  process.stderr.write("Trying the system's package `chromium`\n");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update"], { stdio: "ignore", env, timeout: 300_000 });
  spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], {
    stdio: "inherit",
    env,
    timeout: 600_000,
  });
  return installed();
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return existsSync(path);
  } catch {
    return false;
  }
}
