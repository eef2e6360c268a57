import { randomInt, randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { controlDb } from "@/db/client";
import { operatorAuditEntries } from "@/db/schema/control";
import { blockedNetworks, suspiciousRequests } from "@/db/schema/suspicions";
import type { OperatorContext } from "@/lib/auth/context";
import { clearBlocks, recordSuspicion } from "./mutations";
import { isBlockedAddress, listSuspicions } from "./queries";
import { blockNetworkSchema } from "./schema";

const operator: OperatorContext = {
  operator: { id: randomUUID(), name: "運営 次郎", email: "operator@ecai.example" },
  sessionId: randomUUID(),
  request: { ip: "127.0.0.1", userAgent: "vitest", requestId: randomUUID() },
};

const anyAddress = () => [45, randomInt(256), randomInt(256), randomInt(1, 255)].join(".");
const rowsOf = (ip: string) =>
  controlDb()
    .select()
    .from(suspiciousRequests)
    .where(eq(suspiciousRequests.network, `${ip}/32`));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("recordSuspicion", () => {
  it("W21: keeps one row for each network, kind and window, with how often and the latest request", async () => {
    const ip = anyAddress();
    await recordSuspicion({ kind: "bad_origin", ip, path: "/a", detail: "https://evil.example" });
    await recordSuspicion({
      kind: "bad_origin",
      ip,
      path: "/b\u0007\u0000",
      userAgent: "x".repeat(999),
    });
    await recordSuspicion({ kind: "unknown_id", ip, path: "/c" });
    const rows = await rowsOf(ip);
    expect(rows.map(({ kind, count }) => [kind, count]).sort()).toEqual([
      ["bad_origin", 2],
      ["unknown_id", 1],
    ]);
    const latest = rows.find(({ kind }) => kind === "bad_origin");
    expect(latest?.path).toBe("/b\uFFFD\uFFFD");
    expect(latest?.userAgent).toHaveLength(300);
  });

  it("W21: writes a flood only so fast", async () => {
    await pause(1000 - (Date.now() % 1000));
    const ip = anyAddress();
    await Promise.all(
      Array.from({ length: 200 }, () => recordSuspicion({ kind: "path_probe", ip, path: "/x" })),
    );
    const [row] = await rowsOf(ip);
    expect(row?.count).toBeGreaterThan(0);
    expect(row?.count).toBeLessThanOrEqual(60);
  });

  it("W21: blocks a network that goes on, for an hour, and never one of our own", async () => {
    const ip = anyAddress();
    const own = "10.9.8.7";
    for (const address of [ip, own]) {
      await pause(1000 - (Date.now() % 1000));
      await recordSuspicion({ kind: "path_probe", ip: address, path: "/.env" });
      await controlDb()
        .update(suspiciousRequests)
        .set({ count: 29 })
        .where(eq(suspiciousRequests.network, `${address}/32`));
      await recordSuspicion({ kind: "path_probe", ip: address, path: "/.env" });
    }
    expect(await isBlockedAddress(ip)).toBe(true);
    expect(await isBlockedAddress(own)).toBe(false);
    const [block] = await controlDb()
      .select()
      .from(blockedNetworks)
      .where(eq(blockedNetworks.network, `${ip}/32`));
    expect(block).toMatchObject({ source: "automatic", reason: "path_probe" });
    const minutes = ((block?.expiresAt.getTime() ?? 0) - Date.now()) / 60_000;
    expect(minutes).toBeGreaterThan(58);
    expect(minutes).toBeLessThan(61);
  });

  it("W21: a block ends by itself and is cleared away", async () => {
    const network = `${anyAddress()}/32`;
    await controlDb().insert(blockedNetworks).values({
      network,
      source: "manual",
      reason: "over",
      expiresAt: sql`now() - interval '1 second'`,
    });
    await clearBlocks();
    const left = await controlDb()
      .select()
      .from(blockedNetworks)
      .where(eq(blockedNetworks.network, network));
    expect(left).toEqual([]);
  });
});

describe("the list", () => {
  it("W21: pages by key without leaving one out", async () => {
    const base = new Date(Date.now() + 3_600_000);
    const rows = Array.from({ length: 120 }, () => ({
      network: `${anyAddress()}/32`,
      kind: "path_probe" as const,
      windowStart: base,
      firstAt: base,
      surface: "web",
    }));
    await controlDb().insert(suspiciousRequests).values(rows);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listSuspicions>> = await listSuspicions(operator, {
        after: after ?? undefined,
      });
      seen.push(...page.suspicions.map(({ id }) => id));
      after = page.after;
    } while (after && seen.length < 200);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(120);
    await controlDb().delete(suspiciousRequests).where(eq(suspiciousRequests.windowStart, base));
  });
});

describe("blocking by hand", () => {
  it("refuses what is no network and what would shut everybody out", () => {
    const parse = (network: string) =>
      blockNetworkSchema.safeParse({ network, reason: "x", hours: 1 }).success;
    expect(parse("203.0.113.0/24")).toBe(true);
    expect(parse("0.0.0.0/0")).toBe(false);
    expect(parse("nonsense")).toBe(false);
  });

  it("the customer surface's role writes no operator's log", async () => {
    await expect(
      controlDb().insert(operatorAuditEntries).values({ operatorName: "x", action: "x" }),
    ).rejects.toThrow();
  });
});
