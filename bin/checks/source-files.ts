import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../local/program";

/** Paths of all files below a folder of the clone, from the clone's root. */
export function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** Prints the problems and ends the process as a check does. */
export function conclude(problems: readonly string[]): never {
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exit(problems.length > 0 ? 1 : 0);
}
