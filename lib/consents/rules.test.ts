import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConsentTime, readConsent } from "./rules";

describe("parseConsentTime", () => {
  it.each([
    ["2026-04-01", "2026-04-01T00:00:00+09:00"],
    ["2026/4/1 9:05", "2026-04-01T09:05:00+09:00"],
    ["２０２６年４月１日", "2026-04-01T00:00:00+09:00"],
    ["2026-04-01T10:30:15Z", "2026-04-01T10:30:15Z"],
    ["2026-04-01 10:30:15 +0000", "2026-04-01T10:30:15+00:00"],
  ])("reads %s", (text, iso) => {
    expect(parseConsentTime(text)).toBe(iso);
  });

  it.each(["", "明日", "2026-02-30", "2026-13-01", "2026-04-01 25:00", "20260401", "04/01/2026"])(
    "refuses %s",
    (text) => {
      expect(parseConsentTime(text)).toBeNull();
    },
  );

  it("reads any moment it has written", () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date("1990-01-01"), max: new Date("2100-01-01"), noInvalidDate: true }),
        (date) => {
          const whole = new Date(Math.floor(date.getTime() / 1000) * 1000);
          expect(new Date(parseConsentTime(whole.toISOString()) ?? "").getTime()).toBe(
            whole.getTime(),
          );
        },
      ),
    );
  });
});

describe("readConsent", () => {
  const general = { source: "申込書", at: "2026-04-01", wording: "受け取ります" };

  it("lets the row come first and the import's own fill in", () => {
    expect(readConsent({ source: "Web" }, general)).toEqual({
      value: { source: "Web", at: "2026-04-01T00:00:00+09:00", wording: "受け取ります" },
    });
    expect(readConsent({ source: "", at: "" }, null)).toEqual({ value: null });
  });

  it.each([
    ["consent_incomplete", { source: "Web" }],
    ["consent_incomplete", { at: "2026-04-01" }],
    ["consent_incomplete", { wording: "x" }],
    ["consent_invalidTime", { source: "Web", at: "x" }],
    ["consent_future", { source: "Web", at: "2999-01-01" }],
    ["consent_tooLong", { source: "あ".repeat(201), at: "2026-04-01" }],
    ["invalid_characters", { source: "a\u0007", at: "2026-04-01" }],
  ])("refuses %s", (problem, typed) => {
    expect(readConsent(typed, null)).toEqual({ problem });
  });
});
