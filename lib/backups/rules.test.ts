import { describe, expect, it } from "vitest";
import { backupAge, generationName, jstDay, outdated } from "./rules";

const dayMs = 24 * 3_600_000;
const start = new Date("2026-11-01T18:10:00Z");
const generation = (days: number, state = "verified", minutes = 0) => {
  const startedAt = new Date(start.getTime() + days * dayMs + minutes * 60_000);
  return { name: generationName(startedAt), day: jstDay(startedAt), state, startedAt };
};
const names = (list: { name: string }[]) => list.map(({ name }) => name);

describe("which generations are kept", () => {
  it("W13: the newest seven days, one of each", () => {
    const all = Array.from({ length: 8 }, (_, day) => generation(day));
    const again = generation(7, "verified", 30);
    const going = outdated([...all, again], new Date(again.startedAt.getTime() + 1));
    expect(names(going)).toEqual(["2026-11-09T031000", "2026-11-02T031000"]);
  });

  it("W13: none older than nine days, and none before a newer one is verified", () => {
    const [old, older] = [generation(1), generation(0)];
    const now = new Date(start.getTime() + 10.5 * dayMs);
    expect(names(outdated([older, old], now))).toEqual([older.name]);
    expect(outdated([older, old, generation(10, "running")], now)).toEqual([older]);
    expect(names(outdated([older, old, generation(10)], now))).toEqual([old.name, older.name]);
    expect(outdated([generation(0, "damaged")], now)).toEqual([]);
  });

  it("a damaged copy is a generation until a verified one of its day is there", () => {
    const [damaged, repaired, next] = [
      generation(0, "damaged"),
      generation(0, "verified", 60),
      generation(1),
    ];
    expect(outdated([damaged, next], next.startedAt)).toEqual([]);
    expect(outdated([damaged, repaired, next], next.startedAt)).toEqual([damaged]);
  });

  it("a backup is too old after 26 hours", () => {
    expect(backupAge(start, new Date(start.getTime() + 25 * 3_600_000)).isAlarm).toBe(false);
    expect(backupAge(start, new Date(start.getTime() + 27 * 3_600_000)).isAlarm).toBe(true);
    expect(backupAge(null, start)).toEqual({ hours: null, isAlarm: true });
  });
});
