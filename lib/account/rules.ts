import Bowser from "bowser";

/** `Chrome / Windows` from a browser's own description; null when it says nothing known. */
export function describeDevice(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const { browser, os, platform } = Bowser.parse(userAgent);
  const system = platform.vendor === "Apple" && platform.model ? platform.model : os.name;
  const names = [browser.name, system].filter((name) => name !== undefined && name !== "");
  return names.length > 0 ? names.join(" / ") : null;
}
