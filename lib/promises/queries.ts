import { readFile } from "node:fs/promises";
import path from "node:path";
import { type PromiseRow, parsePromises } from "./rules";

let known: Promise<PromiseRow[]> | undefined;

/** What the service promises and whether it is built, as docs/promises.md says; read once per process. */
export function listPromises(): Promise<PromiseRow[]> {
  known ??= readPromises();
  return known;
}

async function readPromises(): Promise<PromiseRow[]> {
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), "docs", "promises.md");
  return parsePromises(await readFile(file, "utf8"));
}
