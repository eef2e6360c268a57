import { expect, it } from "vitest";
import {
  bucketSeconds,
  isBalanced,
  missedStates,
  readLogView,
  splitReason,
  statesOf,
} from "./rules";

it("keeps a chart to at most 72 bars for any span up to 72 days", () => {
  const from = new Date("2026-11-24T00:00:00+09:00");
  for (const minutes of [0, 1, 71, 73, 400, 2000, 20_000, 100_000]) {
    const seconds = bucketSeconds(from, new Date(from.getTime() + minutes * 60_000));
    expect((minutes * 60) / seconds).toBeLessThanOrEqual(72);
  }
});

it("splits a stored reason into its name and its detail", () => {
  expect(splitReason("hardBounce: 550: no such user")).toEqual({
    key: "hardBounce",
    detail: "550: no such user",
  });
  expect(splitReason("unsubscribed")).toEqual({ key: "unsubscribed", detail: "" });
});

it("reads the log's views and falls back to everyone", () => {
  expect(statesOf(readLogView("missed"))).toEqual(missedStates);
  expect(statesOf(readLogView("delivered"))).toEqual(["delivered"]);
  expect(statesOf(readLogView("nonsense"))).toBeNull();
});

it("sees a ledger whose parts do not add up", () => {
  const empty = {
    queued: 0,
    sending: 0,
    accepted: 0,
    delivered: 0,
    bounced: 0,
    failed: 0,
    suppressed: 0,
    cancelled: 0,
    unknown: 0,
  };
  expect(isBalanced({ ...empty, audience: 3, delivered: 2, unknown: 1 })).toBe(true);
  expect(isBalanced({ ...empty, audience: 3, delivered: 2 })).toBe(false);
});
