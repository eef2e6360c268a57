import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

/** The major version of the installed pg_dump, or null where there is none. */
export async function findDumpVersion(): Promise<number | null> {
  const output = await new Promise<string>((resolve) => {
    const child = spawn("pg_dump", ["--version"], { stdio: ["ignore", "pipe", "ignore"] });
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    child.on("error", () => resolve(""));
    child.on("close", () => resolve(text));
  });
  const major = /\b(\d+)(\.\d+)*\b/.exec(output)?.[1];
  return major ? Number(major) : null;
}

type Dump = { output: Readable; ended: Promise<void> };

/** The rows that the exported snapshot sees, as pg_dump writes them; `ended` rejects with what it complained of. */
export function openDump(url: string, exportedId: string): Dump {
  const child = spawn(
    "pg_dump",
    [
      "--data-only",
      "--format=plain",
      "--encoding=UTF8",
      `--snapshot=${exportedId}`,
      "--schema=public",
      "--schema=graphile_worker",
      "--exclude-table=graphile_worker.migrations",
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: dumpEnvironment(url) },
  );
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint = `${complaint}${chunk}`.slice(-2_000);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`pg_dump failed: ${complaint.trim()}`)),
    );
  });
  ended.catch(() => {});
  return { output: child.stdout, ended };
}

/** Passed by the environment: arguments can be read by every account of the machine. */
function dumpEnvironment(url: string): NodeJS.ProcessEnv {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const sslMode = searchParams.get("sslmode");
  return {
    NODE_ENV: process.env.NODE_ENV,
    PATH: process.env.PATH,
    PGHOST: hostname,
    PGPORT: port || "5432",
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: pathname.slice(1),
    PGAPPNAME: "ecai-backup",
    PGOPTIONS: "-c timezone=UTC -c bytea_output=hex",
    ...(sslMode ? { PGSSLMODE: sslMode } : {}),
  };
}
