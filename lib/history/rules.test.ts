import { expect, it } from "vitest";
import { isBalanced, missedStates, readLogView, splitReason, statesOf } from "./rules";

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
