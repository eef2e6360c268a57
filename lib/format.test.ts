import { describe, expect, it } from "vitest";
import * as format from "./format";

const moment = new Date("2026-11-23T23:05:09Z");

describe("format", () => {
  it("W16: shows every moment in JST", () => {
    expect(format.formatDateTime(moment, "ja")).toBe("2026/11/24 08:05");
    expect(format.formatDateTime(moment, "en")).toBe("2026-11-24 08:05");
    expect(format.toJstIso(moment)).toBe("2026-11-24T08:05:09+09:00");
    expect(format.toJstLocal(moment)).toBe("2026-11-24T08:05");
  });

  it("reads what a date-time field gives", () => {
    expect(format.parseJstLocal("2026-11-24T08:05")?.toISOString()).toBe(
      "2026-11-23T23:05:00.000Z",
    );
    expect(format.parseJstLocal("2026-11-24T08:05:09")?.toISOString()).toBe(
      "2026-11-23T23:05:09.000Z",
    );
  });

  it.each([
    "",
    "2026-02-30T08:05",
    "2026-13-01T00:00",
    "2026-11-24",
    "2026-11-24T25:00",
    "2026-11-24T08:05Z",
  ])("refuses %s", (text) => {
    expect(format.parseJstLocal(text)).toBeNull();
  });

  it("groups, rounds and scales numbers", () => {
    expect(format.formatNumber(1234567)).toBe("1,234,567");
    expect(format.formatPercent(0.4567)).toBe("45.7%");
    expect(format.formatYen(12000, "en")).toBe("¥12,000");
    expect(format.formatBytes(0)).toBe("0 B");
    expect(format.formatBytes(1536)).toBe("1.5 KB");
  });
});
