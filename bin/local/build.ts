import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "./child";
import { nextBinary, root, systemEnvironment } from "./program";

const stamp = join(root, ".next", "ecai-sources");
const folders = ["app", "components", "content", "db", "lib", "messages", "public"];
const files = [
  "instrumentation-client.ts",
  "instrumentation.ts",
  "next.config.ts",
  "package-lock.json",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
];

/** Builds, unless the last build was of exactly these sources. */
export async function ensureBuild(log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const fingerprint = sourceFingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint) return;
  log("Building; later starts skip this while nothing has changed");
  const env = { ...systemEnvironment(), NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  await runChild({ name: "build", args: [nextBinary, "build"], env }, signal);
  writeFileSync(stamp, fingerprint);
}

function sourceFingerprint(): string {
  const hash = createHash("sha256");
  for (const path of [...files.map((file) => join(root, file)), ...folders.flatMap(sourcesIn)]) {
    if (existsSync(path))
      hash.update(path.slice(root.length)).update("\0").update(readFileSync(path));
  }
  return hash.digest("hex");
}

function sourcesIn(folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$|\.sql$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
