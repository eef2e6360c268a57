import { expect, it } from "vitest";
import { bucketSeconds } from "./rules";

it("keeps a chart to at most 72 bars for any span up to 72 days", () => {
  const from = new Date("2026-11-24T00:00:00+09:00");
  for (const minutes of [0, 1, 71, 73, 400, 2000, 20_000, 100_000]) {
    const seconds = bucketSeconds(from, new Date(from.getTime() + minutes * 60_000));
    expect((minutes * 60) / seconds).toBeLessThanOrEqual(72);
  }
});
