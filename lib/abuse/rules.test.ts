import { describe, expect, it } from "vitest";
import { compare, defaultThresholds, judge, type Measured } from "./rules";

const quiet: Measured = {
  tenantId: "a",
  decisions: 0,
  bounceSent: 10_000,
  bounced: 100,
  complaintSent: 10_000,
  complained: 2,
  mailsOfDay: 10_000,
  peakOfMonth: 9_000,
  exportedRows: 100,
  failedSignIns: 3,
  breachedSignIns: 0,
};
const kinds = (change: Partial<Measured>, thresholds = defaultThresholds) =>
  judge({ ...quiet, ...change }, thresholds).map(({ kind, level }) => `${kind} ${level}`);

describe("judging a tenant's figures", () => {
  it("W18: finds nothing in an ordinary day", () => expect(kinds({})).toEqual([]));

  it("W18: speaks up above a threshold and brakes above the hard one", () => {
    expect(kinds({ bounced: 500 })).toEqual(["bounce_rate warning"]);
    expect(kinds({ bounced: 1_000 })).toEqual(["bounce_rate hard"]);
    expect(kinds({ complained: 10 })).toEqual(["complaint_rate warning"]);
    expect(kinds({ complained: 50 })).toEqual(["complaint_rate hard"]);
    expect(kinds({ mailsOfDay: 27_000 })).toEqual(["volume warning"]);
    expect(kinds({ mailsOfDay: 180_000 })).toEqual(["volume hard"]);
    expect(kinds({ exportedRows: 20_000, failedSignIns: 100, breachedSignIns: 1 })).toEqual([
      "exports warning",
      "failed_sign_ins warning",
      "breached_sign_ins warning",
    ]);
  });

  it("a rate of few mails, a handful of events and a first delivery say nothing", () => {
    expect(kinds({ bounceSent: 199, bounced: 199 })).toEqual([]);
    expect(kinds({ complaintSent: 200, complained: 2 })).toEqual([]);
    expect(kinds({ peakOfMonth: 0, mailsOfDay: 1_000_000 })).toEqual([]);
    expect(kinds({ peakOfMonth: 10, mailsOfDay: 4_999 })).toEqual([]);
  });

  it("W18: a threshold of 0 is switched off, and a finding holds the figures it went by", () => {
    const off = { ...defaultThresholds, bounce_rate_hard: 0 };
    expect(kinds({ bounced: 9_000 }, off)).toEqual(["bounce_rate warning"]);
    expect(kinds({ bounced: 9_000 }, { ...off, bounce_rate: 0 })).toEqual([]);
    expect(judge({ ...quiet, bounced: 1_000 }, defaultThresholds)).toEqual([
      {
        kind: "bounce_rate",
        level: "hard",
        value: 10,
        threshold: 10,
        evidence: { events: 1_000, sent: 10_000 },
      },
    ]);
    expect(compare("content", 1, defaultThresholds, {})).toBeNull();
  });
});
