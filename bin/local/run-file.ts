import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const processSchema = z.object({ name: z.string(), pid: z.number(), began: z.string() });
const runSchema = z.object({ self: processSchema, children: z.array(processSchema) });
type Run = z.infer<typeof runSchema>;

export type RunFile = {
  record(children: { name: string; pid: number }[]): void;
  remove(): void;
};

/**
 * Claims the data folder for this process. Refuses while another start runs on
 * it, and ends what a killed one left behind.
 */
export function claimRunFile(dataDir: string): RunFile {
  const file = join(dataDir, "run.json");
  const earlier = readRun(file);
  if (earlier && isSame(earlier.self)) {
    throw new Error(
      `ECAI already runs on ${dataDir} (process ${earlier.self.pid}); stop it first.`,
    );
  }
  for (const child of earlier?.children.filter(isSame) ?? []) process.kill(-child.pid, "SIGKILL");
  const self = { name: "start", pid: process.pid, began: beginningOf(process.pid) };
  const write = (run: Run) => writeFileSync(file, JSON.stringify(run, null, 2), { mode: 0o600 });
  mkdirSync(dataDir, { recursive: true });
  write({ self, children: [] });
  return {
    record: (children) =>
      write({
        self,
        children: children.map(({ name, pid }) => ({ name, pid, began: beginningOf(pid) })),
      }),
    remove: () => rmSync(file, { force: true }),
  };
}

function readRun(file: string): Run | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return runSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** A process number is used again after a while; with its beginning it is unique. */
function isSame({ pid, began }: { pid: number; began: string }): boolean {
  return began !== "" && beginningOf(pid) === began;
}

function beginningOf(pid: number): string {
  if (!existsSync("/proc/self/stat")) {
    return spawnSync("ps", ["-p", String(pid), "-o", "lstart="], {
      encoding: "utf8",
    }).stdout.trim();
  }
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, "utf8")
        .replace(/^.*\) /, "")
        .split(" ")[19] ?? ""
    );
  } catch {
    return "";
  }
}
