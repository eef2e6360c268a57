import { describe, expect, it } from "vitest";
import { dailyCap, defaultRampUp } from "./rules";

const start = new Date("2026-11-01T10:00:00+09:00");
const at = (text: string) => dailyCap(start, new Date(text), defaultRampUp);

describe("a new tenant's daily limit", () => {
  it("W18: grows by the days in Japan since the start and names the day it rises", () => {
    const rises = (day: string) => new Date(`${day}T00:00:00+09:00`);
    expect(at("2026-11-01T10:00:00+09:00")).toEqual({
      mails: 1_000,
      risesAt: rises("2026-11-04"),
      next: 2_000,
    });
    expect(at("2026-11-03T23:59:59+09:00")?.mails).toBe(1_000);
    expect(at("2026-11-04T00:00:00+09:00")).toEqual({
      mails: 2_000,
      risesAt: rises("2026-11-07"),
      next: 4_000,
    });
    expect(at("2026-11-30T12:00:00+09:00")).toEqual({
      mails: 512_000,
      risesAt: rises("2026-12-01"),
      next: null,
    });
  });

  it("W18: ends with the last day of the ramp-up", () => {
    expect(at("2026-12-01T00:00:00+09:00")).toBeNull();
    expect(dailyCap(start, start, { ...defaultRampUp, days: 0 })).toBeNull();
  });
});
