import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a server writes about itself into its data folder (postmaster.pid). */
export function readPostmaster(
  data: string,
): { pid: number; port: number; isReady: boolean } | undefined {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  return pid ? { pid, port: Number(lines[3]), isReady: lines[7]?.trim() === "ready" } : undefined;
}

/** After a crash the number may belong to another program: only a running server counts. */
export function isLivePostgres(pid: number): boolean {
  const [state, name] = existsSync("/proc/self/stat") ? fromProc(pid) : fromPs(pid);
  return Boolean(name?.includes("postgres")) && !state?.startsWith("Z");
}

function fromProc(pid: number): [state?: string, name?: string] {
  try {
    const [, name, state] = /\((.*)\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return [state, name];
  } catch {
    return [];
  }
}

function fromPs(pid: number): [state?: string, name?: string] {
  const { stdout } = spawnSync("ps", ["-p", String(pid), "-o", "stat=,comm="], {
    encoding: "utf8",
  });
  const [state, name] = stdout.trim().split(/\s+/);
  return [state, name];
}
