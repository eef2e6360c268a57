import { describe, expect, it } from "vitest";
import { deliveryStates } from "@/db/values";
import { AppError } from "@/lib/errors";
import {
  canDo,
  copyName,
  type DeliveryState,
  type DeliveryVerb,
  demandState,
  readTab,
} from "./rules";

const table: Record<DeliveryState, DeliveryVerb[]> = {
  draft: ["edit", "delete", "schedule", "duplicate"],
  scheduled: ["unschedule", "cancel", "duplicate"],
  preparing: ["pause", "cancel", "duplicate"],
  sending: ["pause", "cancel", "retry", "duplicate"],
  paused: ["resume", "cancel", "duplicate"],
  finished: ["retry", "duplicate"],
  cancelled: ["duplicate"],
  failed: ["duplicate"],
};
const verbs: DeliveryVerb[] = [
  "edit",
  "delete",
  "schedule",
  "unschedule",
  "pause",
  "resume",
  "cancel",
  "retry",
  "duplicate",
];

describe("what may be done in which state", () => {
  it.each(deliveryStates.flatMap((state) => verbs.map((verb) => [state, verb] as const)))(
    "%s: %s",
    (state, verb) => {
      expect(canDo(state, verb)).toBe(table[state].includes(verb));
      if (!table[state].includes(verb)) {
        expect(() => demandState(state, verb)).toThrow(AppError);
      }
    },
  );
});

it("keeps a copy's name within the limit without cutting a character in half", () => {
  expect(copyName("お知らせ", "のコピー", 100)).toBe("お知らせのコピー");
  const long = copyName("𠮷".repeat(60), "のコピー", 100);
  expect(long.length).toBeLessThanOrEqual(100);
  expect(long).not.toMatch(/\p{Surrogate}/u);
});

it("shows all deliveries for an unknown tab", () => {
  expect(readTab("drafts")).toBe("drafts");
  expect(readTab("'; --")).toBe("all");
});
