import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import type { OperatorContext } from "@/lib/auth/context";
import { pruneSamples, recordSamples, rollUpSamples } from "./mutations";
import { measureService, measureTables, readLatest, readOpenMetrics, readSeries } from "./queries";

const operator = {} as OperatorContext;
const clear = () => controlDb().execute(sql`delete from metric_samples`);
afterEach(clear);

const stored = () =>
  controlDb().execute<{ step: string; average: number; highest: number; samples: number }>(sql`
    select step, average, highest, samples from metric_samples order by step, at`);

describe("metrics", () => {
  it("W24: measures the database, both queues and every table", async () => {
    const service = await measureService();
    const value = (name: string) => service.find(({ metric }) => metric === name)?.value ?? -1;
    expect(value("connections")).toBeGreaterThan(0);
    expect(value("connections")).toBeLessThanOrEqual(1);
    expect(value("database_size")).toBeGreaterThan(1_000_000);
    for (const name of ["queue_depth", "queue_age", "delivery_depth", "delivery_age", "workers"])
      expect(value(name), name).toBeGreaterThanOrEqual(0);
    const tables = await measureTables();
    expect(tables.find(({ metric }) => metric === "table:addresses")?.value).toBeGreaterThan(0);
  });

  it("W24: several measurements of a minute become their average and their highest", async () => {
    const now = new Date();
    for (const value of [0.2, 0.4, 0.9])
      await recordSamples([{ metric: "cpu", host: "a", value }], now);
    const [row] = await stored();
    expect(row).toMatchObject({ step: "minute", highest: 0.9, samples: 3 });
    expect(row?.average).toBeCloseTo(0.5);
    expect(await readLatest()).toMatchObject([{ metric: "cpu", host: "a" }]);
  });

  it("W24: minutes roll up into hours and days, as often as one likes", async () => {
    const noon = new Date("2026-06-01T03:00:00Z");
    for (let minute = 0; minute < 120; minute += 1)
      await recordSamples(
        [{ metric: "cpu", host: "a", value: minute < 60 ? 0.1 : 0.3 }],
        new Date(noon.getTime() + minute * 60_000),
      );
    const later = new Date(noon.getTime() + 2 * 3_600_000);
    await rollUpSamples(later);
    await rollUpSamples(later);
    const rows = (await stored()).filter(({ step }) => step !== "minute");
    expect(rows.map(({ step, samples }) => [step, samples])).toEqual([
      ["day", 120],
      ["hour", 60],
      ["hour", 60],
    ]);
    expect(rows[0]?.average).toBeCloseTo(0.2);
  });

  it("W24: a year of days is kept, minutes of last week are not", async () => {
    const now = new Date();
    const ago = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString();
    await controlDb().execute(sql`insert into metric_samples (metric, step, at, average, highest) values
      ('cpu', 'day', ${ago(365)}, 1, 1), ('cpu', 'day', ${ago(500)}, 1, 1),
      ('cpu', 'hour', ${ago(90)}, 1, 1), ('cpu', 'hour', ${ago(120)}, 1, 1),
      ('cpu', 'minute', ${ago(1)}, 1, 1), ('cpu', 'minute', ${ago(7)}, 1, 1)`);
    await pruneSamples(now);
    expect((await stored()).map(({ step }) => step)).toEqual(["day", "hour", "minute"]);
    expect(await readSeries(operator, "cpu", "year")).toHaveLength(1);
  });
});

describe("OpenMetrics", () => {
  it("W24: tells every last measurement with its machine or table, and ends as the format asks", async () => {
    await recordSamples([
      { metric: "cpu", host: "a", value: 0.25 },
      { metric: "cpu", host: "b", value: 0.5 },
      { metric: "table:addresses", host: "", value: 8192 },
    ]);
    const { type, text } = await readOpenMetrics();
    expect(type).toContain("application/openmetrics-text");
    expect(text).toContain('ecai_cpu{host="a"} 0.25');
    expect(text).toContain('ecai_cpu{host="b"} 0.5');
    expect(text).toContain('ecai_table_bytes{table="addresses"} 8192');
    expect(text.trimEnd().endsWith("# EOF")).toBe(true);
  });
});
