import { describe, expect, it } from "vitest";
import { isOpen, needsApproval, standingOf } from "./rules";

it("an approval is needed from the number of recipients on", () => {
  expect(needsApproval(null, 1_000_000)).toBe(false);
  expect(needsApproval(1, 0)).toBe(false);
  expect(needsApproval(1, 1)).toBe(true);
  expect(needsApproval(100, 99)).toBe(false);
  expect(needsApproval(100, 100)).toBe(true);
});

it("what waits or is approved keeps the delivery as it is", () => {
  const states = ["requested", "approved", "returned", "withdrawn", "void"] as const;
  expect(states.filter(isOpen)).toEqual(["requested", "approved"]);
});

describe("how a request stands", () => {
  const now = new Date("2026-11-27T10:00:00+09:00");
  const asked = {
    state: "requested" as const,
    isCurrent: true,
    startsAt: null,
    requestedBy: "asker",
    authorId: "author",
  };
  const people = [{ id: "approver" }];
  const deciding = { people, isSole: false, isCaller: false };
  const seenBy = (callerId: string) => ({ callerId, now });
  const approved = { ...asked, state: "approved" as const };
  const passed = { startsAt: new Date(now.getTime() - 1) };

  it.each([
    [asked, { ...deciding, isCaller: true }, "approver", "decide"],
    [asked, { ...deciding, isCaller: true, isSole: true }, "asker", "alone"],
    [asked, deciding, "asker", "own"],
    [asked, deciding, "author", "own"],
    [asked, deciding, "viewer", "waiting"],
    [asked, { ...deciding, people: [] }, "viewer", "nobody"],
    [{ ...asked, isCurrent: false }, { ...deciding, isCaller: true }, "approver", "changed"],
    [{ ...asked, ...passed }, { ...deciding, isCaller: true }, "approver", "late"],
    [approved, deciding, "asker", "approved"],
    [{ ...approved, isCurrent: false }, deciding, "asker", "approvedChanged"],
    [{ ...approved, ...passed }, deciding, "asker", "late"],
    [{ ...asked, state: "returned" as const }, deciding, "asker", null],
  ])("%#: %s", (approval, decided, callerId, standing) => {
    expect(standingOf(approval, decided, seenBy(callerId))).toBe(standing);
  });
});
