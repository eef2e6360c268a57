import { describe, expect, it } from "vitest";
import { negotiateLocale } from "./locale";

describe("negotiateLocale", () => {
  it("prefers the cookie over the header", () => {
    expect(negotiateLocale("en", "ja")).toBe("en");
  });

  it("ignores a cookie that is no language of ours", () => {
    expect(negotiateLocale("../etc", "en-US,en;q=0.9")).toBe("en");
  });

  it("follows the qualities of the header", () => {
    expect(negotiateLocale(undefined, "fr;q=1, en-GB;q=0.7, ja;q=0.8")).toBe("ja");
    expect(negotiateLocale(undefined, "ja;q=0, en;q=0.1")).toBe("en");
  });

  it("falls back to Japanese", () => {
    expect(negotiateLocale(undefined, null)).toBe("ja");
    expect(negotiateLocale(undefined, "fr, de;q=x")).toBe("ja");
  });
});
