import { expect, it } from "vitest";
import { fitsView, isBalanced, readLogView, reasonKey, splitReason, splitReasonKey } from "./rules";

it("splits a stored reason into its name and its detail", () => {
  expect(splitReason("hardBounce: 550: no such user")).toEqual({
    key: "hardBounce",
    detail: "550: no such user",
  });
  expect(splitReason("unsubscribed")).toEqual({ key: "unsubscribed", detail: "" });
});

it("reads the log's views and falls back to everyone", () => {
  expect(readLogView("missed")).toBe("missed");
  expect(readLogView("delivered")).toBe("delivered");
  expect(readLogView("nonsense")).toBe("all");
});

it("W14: takes a tallied reason apart, puts it together and tells which views show it", () => {
  const parts = { state: "bounced" as const, reason: "hardBounce", code: "5.1.1" };
  const key = reasonKey(parts);
  expect(key).toBe("bounced:hardBounce:5.1.1");
  expect(splitReasonKey(key)).toEqual(parts);
  const bare = { state: "cancelled" as const, reason: null, code: null };
  expect(splitReasonKey(reasonKey(bare))).toEqual(bare);
  for (const view of ["all", "missed", "bounced"] as const) expect(fitsView(key, view)).toBe(true);
  for (const view of ["failed", "opened"] as const) expect(fitsView(key, view)).toBe(false);
  expect(fitsView("delivered::", "all")).toBe(false);
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
