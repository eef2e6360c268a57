import type { Page } from "@playwright/test";

/** Waits until the page's controls answer: what is typed before that would be lost. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const controls = document.querySelectorAll(
      "#main :is(input:not([type=hidden]), button, select, textarea)",
    );
    const isAlive = (control: Element) =>
      Object.keys(control).some((key) => key.startsWith("__reactProps"));
    return document.readyState !== "loading" && [...controls].every(isAlive);
  });
}

/** Opens an address of the service and waits until it answers. */
export async function open(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await ready(page);
}
