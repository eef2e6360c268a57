import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const dist = process.env.NEXT_DIST_DIR || ".next";
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

const permissionFile = z.record(
  z.enum(["actions", "routes", "pages"]),
  z.record(z.string(), z.string()),
);
const addressFile = z.record(z.string(), z.string());
const actionFile = z.object({
  node: z.record(
    z.string(),
    z.object({
      exportedName: z.string(),
      filename: z.string(),
      workers: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** What docs/access.json says that each entry demands. */
export const readDemands = () => permissionFile.parse(readJson(join("docs", "access.json")));

/** The pages and routes of the production build. */
export function builtAddresses(): { pages: string[]; routes: string[] } {
  const addresses = Object.entries(
    addressFile.parse(readJson(join(dist, "app-path-routes-manifest.json"))),
  );
  const own = addresses.filter(([file]) => !/^\/(_not-found|_global-error)|\/icon\./.test(file));
  const ending = (end: string) =>
    own.filter(([file]) => file.endsWith(end)).map(([, address]) => address);
  return { pages: ending("/page"), routes: ending("/route") };
}

export type BuiltAction = { id: string; name: string; addresses: string[] };

/** The server actions of the production build with the pages that know them. */
export function builtActions(): BuiltAction[] {
  const addresses = addressFile.parse(readJson(join(dist, "app-path-routes-manifest.json")));
  const { node } = actionFile.parse(
    readJson(join(dist, "server", "server-reference-manifest.json")),
  );
  return Object.entries(node).map(([id, { exportedName, filename, workers }]) => ({
    id,
    name: `${filename} ${exportedName}`,
    addresses: Object.keys(workers).flatMap((file) => addresses[file.replace(/^app/, "")] ?? []),
  }));
}

export const isOperatorAddress = (address: string): boolean =>
  /^\/(operator|metrics)(\/|$)/.test(address);

/** A page of the action's own surface that knows it; `demand` is what the permission file says of it. */
export function pageOf({ addresses }: BuiltAction, demand = ""): string {
  const isOperator = demand.includes("operator");
  const page = addresses.find(
    (address) => !address.includes("[") && isOperatorAddress(address) === isOperator,
  );
  return page ?? (isOperator ? "/operator/sign-in" : "/sign-in");
}
