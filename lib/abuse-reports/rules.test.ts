import { describe, expect, it } from "vitest";
import { everyDay, ratioOf, reportPeriod, totalOf } from "./rules";

const now = new Date("2026-11-26T15:30:00Z");

describe("the monitoring report's period", () => {
  it("W19: is the last thirty days in Japan unless others are chosen", () => {
    expect(reportPeriod({}, now)).toEqual({ from: "2026-10-29", to: "2026-11-27" });
    expect(reportPeriod({ from: "2026-11-01", to: "2026-11-10" }, now)).toEqual({
      from: "2026-11-01",
      to: "2026-11-10",
    });
  });

  it("ends today at the latest, runs forwards and holds no more than is kept", () => {
    expect(reportPeriod({ to: "2030-01-01" }, now).to).toBe("2026-11-27");
    expect(reportPeriod({ from: "2026-11-20", to: "2026-11-10" }, now).from).toBe("2026-10-12");
    expect(reportPeriod({ from: "2020-01-01" }, now).from).toBe("2025-10-24");
  });

  it("W19: has a row for every day, and totals", () => {
    const day = {
      day: "2026-11-02",
      mails: 10,
      sent: 8,
      bounced: 2,
      complained: 1,
      exports: 1,
      exportedRows: 5,
      signIns: 3,
      failedSignIns: 2,
      breachedSignIns: 0,
    };
    const days = everyDay([day], { from: "2026-11-01", to: "2026-11-03" });
    expect(days.map((row) => [row.day, row.sent])).toEqual([
      ["2026-11-01", 0],
      ["2026-11-02", 8],
      ["2026-11-03", 0],
    ]);
    expect(totalOf(days)).toMatchObject({ mails: 10, sent: 8, bounced: 2, exportedRows: 5 });
    expect(ratioOf(2, 8)).toBe(0.25);
    expect(ratioOf(0, 0)).toBe(0);
  });
});
