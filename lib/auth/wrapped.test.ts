import { readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { guardOf } from "./wrapped";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

const filesNamed = (folder: string, name: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === name)
    .map((file) => path.join(root, folder, file));

describe("what the network can call", () => {
  it("W21: every server action was made by the shared wrapper", async () => {
    const files = filesNamed("lib", "actions.ts");
    expect(files.length).toBeGreaterThan(8);
    const unguarded: string[] = [];
    for (const file of files) {
      const exported: Record<string, unknown> = await import(file);
      for (const [name, action] of Object.entries(exported)) {
        if (typeof action !== "function" || !guardOf(action))
          unguarded.push(`${path.relative(root, file)} ${name}`);
      }
    }
    expect(unguarded).toEqual([]);
  });

  it("W21: every route handler was made by the shared wrapper", async () => {
    const files = filesNamed("app", "route.ts");
    expect(files.length).toBeGreaterThan(5);
    const unguarded: string[] = [];
    for (const file of files) {
      const exported: Record<string, unknown> = await import(file);
      for (const method of methods) {
        const handler = exported[method];
        if (handler && (typeof handler !== "function" || !guardOf(handler)))
          unguarded.push(`${path.relative(root, file)} ${method}`);
      }
    }
    expect(unguarded).toEqual([]);
  });
});
