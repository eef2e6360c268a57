import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import type { TenantContext } from "./context";

const lib = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const nobody: TenantContext = {
  tenantId: randomUUID() as TenantContext["tenantId"],
  actor: { type: "user", id: randomUUID(), name: "nobody", email: null, role: "viewer" },
  permissions: new Set(),
  request: { ip: null, userAgent: null, requestId: null },
  sessionId: randomUUID(),
};

type Guarded = (ctx: TenantContext, ...rest: unknown[]) => unknown;

/** Every exported function of a `queries.ts` or `mutations.ts` whose first parameter is the context. */
async function guardedFunctions(): Promise<{ name: string; run: Guarded }[]> {
  const files = readdirSync(lib, { recursive: true, encoding: "utf8" }).filter((file) =>
    /(^|\/)(queries|mutations)\.ts$/.test(file),
  );
  const found = await Promise.all(
    files.map(async (file) => {
      const exported: Record<string, unknown> = await import(path.join(lib, file));
      return Object.entries(exported).flatMap(([name, value]) =>
        typeof value === "function" && takesContext(value)
          ? [{ name: `${file} ${name}`, run: value as Guarded }]
          : [],
      );
    }),
  );
  return found.flat();
}

const takesContext = (candidate: object) =>
  /^(async )?(function\*? ?)?\w*\s*\(\s*ctx\b/.test(String(candidate));

describe("accounting of queries and mutations", () => {
  it("W6: each refuses a caller without permissions before anything else", async () => {
    const functions = await guardedFunctions();
    expect(functions.length).toBeGreaterThan(40);
    const open: string[] = [];
    for (const { name, run } of functions) {
      const outcome = await Promise.resolve()
        .then(() => consume(run(nobody, {}, {}, {})))
        .catch((error: unknown) => error);
      if (!(outcome instanceof AppError && outcome.code === "not_permitted"))
        open.push(`${name}: ${String(outcome)}`);
    }
    expect(open).toEqual([]);
  });
});

/** A generator refuses only when it is asked for its first value. */
async function consume(result: unknown): Promise<unknown> {
  const value = await result;
  if (typeof value === "object" && value !== null && Symbol.asyncIterator in value) {
    for await (const _ of value as AsyncIterable<unknown>) break;
  }
  return value;
}
