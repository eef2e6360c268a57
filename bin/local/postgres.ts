import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port";
import { type PostgresHome, preparePostgresHome } from "./postgres-home";
import { isLivePostgres, readPostmaster } from "./postmaster";

export type LocalPostgres = {
  superuserUrl: string;
  port: number;
  reused: boolean;
  stop(): Promise<void>;
};

type Options = {
  /** Folder of the server; becomes a link where the server's account could not enter it. */
  dataDir: string;
  port?: number;
  /** Off only for data that may be lost, such as that of tests. */
  durable?: boolean;
  log?: (line: string) => void;
};

const superuser = "ecai_superuser";

/** Starts the server on the data in `dataDir`, or takes over the one that already runs on it. */
export async function startPostgres({
  dataDir,
  port,
  durable = true,
  log,
}: Options): Promise<LocalPostgres> {
  const home = preparePostgresHome(dataDir);
  if (!existsSync(join(home.data, "PG_VERSION"))) initialise(home);
  const running = readPostmaster(home.data);
  const isRunning = running !== undefined && isLivePostgres(running.pid);
  if (running && !isRunning) rmSync(join(home.data, "postmaster.pid"), { force: true });
  const start = () => launch(home, port ?? rememberedPort(home), durable);
  const server = await untilReady(home, isRunning ? undefined : start);
  writeFileSync(join(home.path, "port"), String(server.port));
  log?.(`PostgreSQL ${isRunning ? "was running" : "started"} on port ${server.port}`);
  const password = readFileSync(join(home.path, "password"), "utf8").trim();
  return {
    superuserUrl: `postgres://${superuser}:${password}@127.0.0.1:${server.port}/postgres`,
    port: server.port,
    reused: isRunning,
    stop: () => stop(server.pid),
  };
}

function initialise(home: PostgresHome): void {
  const passwordFile = join(home.path, "password");
  rmSync(home.data, { recursive: true, force: true });
  writeFileSync(passwordFile, randomBytes(24).toString("hex"), { mode: 0o600 });
  if (home.account) chownSync(passwordFile, home.account.uid, home.account.gid);
  const locale = [
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ];
  const access = [`--username=${superuser}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  const { status, stderr, error } = spawnSync(
    join(home.bin, "initdb"),
    ["-D", home.data, ...locale, ...access, "--no-instructions"],
    { ...home.account, cwd: "/", encoding: "utf8", env: serverEnvironment() },
  );
  if (status !== 0) throw new Error(`initdb failed: ${error?.message ?? stderr}`);
}

async function launch(
  home: PostgresHome,
  preferred: number | undefined,
  durable: boolean,
): Promise<ChildProcess> {
  const port = await freePort(preferred);
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 200,
    shared_buffers: "256MB",
    jit: "off",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const output = openSync(join(home.path, "server.log"), "a", 0o600);
  // A group of its own: Ctrl-C in the terminal must not end the server before its clients.
  const child = spawn(
    join(home.bin, "postgres"),
    [
      "-D",
      home.data,
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    {
      ...home.account,
      cwd: "/",
      detached: true,
      stdio: ["ignore", output, output],
      env: serverEnvironment(),
    },
  );
  closeSync(output);
  child.unref();
  child.on("error", () => {});
  return child;
}

function serverEnvironment(): NodeJS.ProcessEnv {
  return { NODE_ENV: process.env.NODE_ENV, PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };
}

/** Starts again for a while: after a crash the old server's children may still hold its memory. */
async function untilReady(
  home: PostgresHome,
  start?: () => Promise<ChildProcess>,
): Promise<{ pid: number; port: number }> {
  const began = Date.now();
  let child = await start?.();
  while (Date.now() - began < 60_000) {
    const server = readPostmaster(home.data);
    if (server?.isReady && (!child || server.pid === child.pid)) return server;
    await sleep(20);
    const hasEnded = child ? child.exitCode !== null : !(server && isLivePostgres(server.pid));
    if (!hasEnded) continue;
    if (!start || Date.now() - began > 10_000) break;
    await sleep(200);
    child = await start();
  }
  const log = readFileSync(join(home.path, "server.log"), "utf8").split("\n").slice(-15).join("\n");
  throw new Error(`PostgreSQL did not start:\n${log}`);
}

function rememberedPort(home: PostgresHome): number | undefined {
  const file = join(home.path, "port");
  return existsSync(file) ? Number(readFileSync(file, "utf8")) || undefined : undefined;
}

async function stop(pid: number): Promise<void> {
  if (!isLivePostgres(pid)) return;
  process.kill(pid, "SIGINT");
  const deadline = Date.now() + 30_000;
  while (isLivePostgres(pid)) {
    if (Date.now() > deadline)
      throw new Error(`PostgreSQL (process ${pid}) did not stop within 30 s.`);
    await sleep(20);
  }
}
