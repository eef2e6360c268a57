import { expect, it } from "vitest";
import { arrearsStage, reminderDays, stopsAt } from "./rules";

const since = new Date("2026-11-01T00:00:00Z");
const after = (days: number) => new Date(since.getTime() + days * 24 * 3_600_000);

it("an unpaid invoice is told, reminded of halfway and on the last day, and then stops sending", () => {
  expect(reminderDays(14)).toEqual([7, 13]);
  expect(reminderDays(3)).toEqual([2]);
  expect(stopsAt(since, 14)).toEqual(after(14));
  const stages = [0, 6.9, 7, 12, 13, 13.9, 14, 60].map((days) =>
    arrearsStage(since, 14, after(days)),
  );
  expect(stages).toEqual([
    "failed",
    "failed",
    "reminder-7",
    "reminder-7",
    "reminder-13",
    "reminder-13",
    "stopped",
    "stopped",
  ]);
});
