import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTestTenant } from "@/db/testing";
import { searchRefusal, throttleExport, throttleSearch } from "./reading-limits";

vi.mock("next-intl/server", () => ({
  getTranslations:
    async () =>
    (key: string, { seconds }: { seconds: number }) =>
      `${key} ${seconds}`,
}));
const suspicions = vi.hoisted(() => [] as unknown[]);
vi.mock("./suspect", () => ({ suspect: async (given: unknown) => void suspicions.push(given) }));

const windowMs = 600_000;

beforeEach(() => {
  const begin = Math.ceil(Date.now() / windowMs) * windowMs;
  vi.useFakeTimers({ toFake: ["Date"], now: begin + 20_000 });
  suspicions.length = 0;
});
afterEach(() => vi.useRealTimers());

describe("what a person may ask for in a short time", () => {
  it("W18: is 120 searches a minute, each person's own, and none where nothing is searched", async () => {
    const { ctx, contextFor } = await createTestTenant();
    const other = await contextFor("viewer");
    for (let count = 0; count < 120; count += 1) expect(await searchRefusal(ctx, true)).toBeNull();
    expect(await searchRefusal(ctx, true)).toBe("searchedTooOften 40");
    expect(await searchRefusal(ctx, false)).toBeNull();
    await expect(throttleSearch(ctx)).rejects.toMatchObject({
      code: "throttled",
      details: { params: { seconds: 40 }, retryAfterSeconds: 40 },
    });
    await throttleSearch(other);
    expect(await searchRefusal(other, true)).toBeNull();
    expect(suspicions).toEqual([{ kind: "throttled", detail: "searchedTooOften", method: "GET" }]);
    vi.setSystemTime(Date.now() + 40_000);
    expect(await searchRefusal(ctx, true)).toBeNull();
  });

  it("W18: is 100 files in ten minutes, each person's own, and says when to come again", async () => {
    const [{ ctx }, { ctx: other }] = [await createTestTenant(), await createTestTenant()];
    for (let count = 0; count < 100; count += 1) await throttleExport(ctx);
    await expect(throttleExport(ctx)).rejects.toMatchObject({
      code: "throttled",
      messageKey: "exportedTooOften",
      details: { params: { minutes: 10 }, retryAfterSeconds: 580 },
    });
    await throttleExport(other);
    vi.setSystemTime(Date.now() + 580_000);
    await throttleExport(ctx);
  });
});
