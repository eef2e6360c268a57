import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { openEntries } from "./open-entries";
import { registrationOf } from "./wrapped";

// Some actions look at the request before they call their mutation.
vi.mock("next/headers", () => ({ cookies: async () => new Map(), headers: async () => new Map() }));
vi.mock("next-intl/server", () => ({ getLocale: async () => "ja" }));

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const permissionFile = path.join(root, "docs", "access.json");

/** By the name of each entry: the permission it demands, else who may call it, or null where no wrapper made it. */
type Access = Record<string, string | null>;

const filesNamed = (folder: string, name: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => path.basename(file) === name)
    .map((file) => path.join(folder, file))
    .sort();

async function demandOf(candidate: unknown): Promise<string | null> {
  const registration = typeof candidate === "function" ? registrationOf(candidate) : undefined;
  if (!registration) return null;
  return (await registration.permission()) ?? nameOf[registration.guard];
}

const nameOf = {
  tenant: "signed in",
  public: "anybody",
  operator: "operator",
  "operator-public": "anybody on the operator surface",
  webhook: "signature",
  scim: "directory token",
  api: "API token",
};

async function readActions(): Promise<Access> {
  const access: Access = {};
  for (const file of filesNamed("lib", "actions.ts")) {
    const exported: Record<string, unknown> = await import(path.join(root, file));
    for (const [name, action] of Object.entries(exported))
      access[`${file} ${name}`] = await demandOf(action);
  }
  return access;
}

/** The address that a file below `app` answers: `app/(tenant)/tags/page.tsx` is `/tags`. */
const addressOf = (file: string) =>
  `/${path
    .dirname(file)
    .split("/")
    .slice(1)
    .filter((part) => !/^\(.*\)$/.test(part))
    .join("/")}`;

async function readRoutes(): Promise<Access> {
  const access: Access = {};
  for (const file of filesNamed("app", "route.ts")) {
    const exported: Record<string, unknown> = await import(path.join(root, file));
    for (const method of methods.filter((name) => exported[name]))
      access[`${method} ${addressOf(file)}`] = await demandOf(exported[method]);
  }
  return access;
}

/** A page has no wrapper: what it demands stands in its first lines. */
function readPages(): Access {
  return Object.fromEntries(
    filesNamed("app", "page.tsx").map((file) => {
      const source = readFileSync(path.join(root, file), "utf8");
      const allowed = source.matchAll(/ allow\((?:ctx|await requireTenant\(\)), "([^"]+)"\)/g);
      const needed = [...allowed].map(([, name]) => name).sort();
      return [addressOf(file), needed.join(" ") || signedInAs(source)];
    }),
  );
}

function signedInAs(source: string): string {
  if (source.includes("await requireOperator()")) return "operator";
  return source.includes("await requireTenant()") ? "signed in" : "anybody";
}

const isOpen = (demand: string | null) =>
  demand === "signed in" || demand?.startsWith("anybody") || demand === "signature";

let access: Record<"actions" | "routes" | "pages", Access>;

beforeAll(async () => {
  access = { actions: await readActions(), routes: await readRoutes(), pages: readPages() };
});

const unguarded = (entries: Access) => Object.keys(entries).filter((name) => !entries[name]);

describe("what the network can call", () => {
  it("W21: every server action was made by the shared wrapper", () => {
    expect(Object.keys(access.actions).length).toBeGreaterThan(100);
    expect(unguarded(access.actions)).toEqual([]);
  });

  it("W21: every route handler was made by the shared wrapper", () => {
    expect(Object.keys(access.routes).length).toBeGreaterThan(20);
    expect(unguarded(access.routes)).toEqual([]);
  });

  it("W21: whatever demands no permission is on a short list with its reason", () => {
    const entries = { ...access.pages, ...access.routes, ...access.actions };
    const open = Object.keys(entries).filter((name) => isOpen(entries[name] ?? null));
    expect(open.sort()).toEqual(Object.keys(openEntries).sort());
  });

  it("W21: what each demands is as docs/access.json says (npm run access writes it anew)", async () => {
    await expect(`${JSON.stringify(access, null, 2)}\n`).toMatchFileSnapshot(permissionFile);
  });
});
