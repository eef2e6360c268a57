import { createServer } from "node:http";
import { sql } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import type { OperatorContext } from "@/lib/auth/context";
import { applyReadings } from "./mutations";
import { countOpenAlarms, listOpenAlarms, listPastAlarms } from "./queries";
import {
  type AlarmRule,
  alarmDefinitions,
  isBroken,
  judge,
  thresholdOf,
  writeValue,
} from "./rules";

const operator = {} as OperatorContext;
afterEach(() => controlDb().execute(sql`delete from alarms`));

const clock = (value: number) => [{ metric: "clock_offset", host: "a", value }];

describe("alarms", () => {
  it("W15: a clock more than a second off raises an alarm, once, and mended it ends", async () => {
    await applyReadings(clock(0.9));
    expect(await countOpenAlarms(operator)).toBe(0);
    await applyReadings(clock(1.2));
    await applyReadings(clock(1.4));
    expect(await listOpenAlarms(operator)).toMatchObject([
      { rule: "clock_offset", subject: "a", value: 1.2, threshold: 1 },
    ]);
    await applyReadings(clock(0.1));
    expect(await countOpenAlarms(operator)).toBe(0);
    expect(await listPastAlarms(operator)).toHaveLength(1);
  });

  it("W24: each machine has alarms of its own", async () => {
    const cpu = (host: string, value: number) => ({ metric: "cpu", host, value });
    await applyReadings([cpu("a", 0.99), cpu("b", 0.99)]);
    await applyReadings([cpu("a", 0.99), cpu("b", 0.1)]);
    expect((await listOpenAlarms(operator)).map(({ subject }) => subject)).toEqual(["a"]);
  });

  it("what is not measured neither opens nor ends an alarm", () => {
    expect(judge([], null)).toEqual({ broken: [], mended: [] });
  });

  it("low is bad for workers and certificates, high for all others; the operator's threshold counts", () => {
    expect(isBroken("workers", 0, thresholdOf("workers", null))).toBe(true);
    expect(isBroken("workers", 1, thresholdOf("workers", null))).toBe(false);
    expect(isBroken("cpu", 0.6, thresholdOf("cpu", { cpu: 0.5 }))).toBe(true);
    for (const rule of Object.keys(alarmDefinitions) as AlarmRule[])
      expect(writeValue(rule, 1.5, "ja"), rule).not.toBe("");
  });
});

describe("telling alarms", () => {
  it("W24: mails the operators once, also when the provider failed before", async () => {
    const keys: string[] = [];
    let isDown = true;
    const provider = createServer((request, response) => {
      keys.push(String(request.headers["idempotency-key"]));
      request.resume();
      response.writeHead(isDown ? 500 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(isDown ? { name: "error", message: "down" } : { id: "1" }));
    });
    await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
    const bound = provider.address();
    const port = typeof bound === "object" ? bound?.port : 0;
    const { resendAt, restore } = await atProvider(`http://127.0.0.1:${port}`);
    try {
      await applyReadings(clock(5));
      await expect(resendAt()).rejects.toThrow();
      isDown = false;
      await resendAt();
      await resendAt();
    } finally {
      await restore();
      provider.close();
    }
    expect(new Set(keys).size).toBe(1);
    const [alarm] = await listOpenAlarms(operator);
    expect(alarm?.toldAt).not.toBeNull();
    expect(keys.at(-1)).toBe(`alarm-${alarm?.id}`);
  });
});

/** The mail adapter keeps its first address: a fresh copy of the modules talks to this provider. */
async function atProvider(url: string) {
  const { vi } = await import("vitest");
  const before = process.env.RESEND_BASE_URL;
  process.env.RESEND_BASE_URL = url;
  vi.resetModules();
  const { tellAlarms } = await import("./mutations");
  const restore = async () => {
    process.env.RESEND_BASE_URL = before;
    vi.resetModules();
  };
  return { resendAt: tellAlarms, restore };
}
