import { sql } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import { recordFact } from "./mutations";
import { readFacts } from "./queries";

const at = "2026-11-24T12:00:00+09:00";

describe("facts about the service", () => {
  afterAll(async () => {
    const one = { at, isSuccessful: true, generations: 7 };
    await recordFact("lastBackup", one);
  });

  it("keeps the newest value of each, as the application's role", async () => {
    await recordFact("lastBackup", { at, isSuccessful: false });
    await recordFact("lastBackup", { at, isSuccessful: true, generations: 7 });
    await recordFact("clockOffset", { at, milliseconds: -3.5, source: "ntp.nict.jp" });
    const facts = await readFacts();
    expect(facts.lastBackup?.value).toEqual({ at, isSuccessful: true, generations: 7 });
    expect(facts.clockOffset?.value.milliseconds).toBe(-3.5);
    expect(Date.now() - (facts.lastBackup?.at.getTime() ?? 0)).toBeLessThan(60_000);
  });

  it("refuses a value of another shape", async () => {
    await expect(
      recordFact("clockOffset", { at: "yesterday", milliseconds: 1, source: "x" }),
    ).rejects.toThrow();
  });

  it("leaves out what another version wrote", async () => {
    await controlDb().execute(
      sql`update service_facts set value = '{"at": 1}'::jsonb where key = 'lastBackup'`,
    );
    expect((await readFacts()).lastBackup).toBeUndefined();
  });
});
