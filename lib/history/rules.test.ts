import { expect, it } from "vitest";
import {
  firstBatches,
  isBalanced,
  missedStates,
  readLogView,
  splitReason,
  statesOf,
} from "./rules";

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

it("W14: takes as many batches as fill a page, and tells where to go on", () => {
  const batches = [3, 2, 2, 2].map((found, index) => ({ batchNo: 10 + index, found }));
  expect(firstBatches(batches, 4, true)).toEqual({ batchNos: [10, 11, 12], next: 13 });
  expect(firstBatches(batches, 6, true)).toEqual({ batchNos: [10, 11, 12, 13], next: null });
  expect(firstBatches(batches, 9, false)).toEqual({ batchNos: [10, 11, 12, 13], next: 14 });
  expect(firstBatches([], 9, true)).toEqual({ batchNos: [], next: null });
});
