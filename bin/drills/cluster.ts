import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { databaseName } from "@/db/roles";
import { type Child, startChild } from "../local/child";
import { startLocalDatabase } from "../local/database";
import { freePort } from "../local/free-port";
import { untilHealthy } from "../local/health";
import { type LocalPostgres, startPostgres } from "../local/postgres";
import { isLivePostgres, readPostmaster } from "../local/postmaster";
import { nextBinary, root, systemEnvironment, typescriptProgram } from "../local/program";
import { temporaryDataDir } from "../testing/temporary-data-dir";
import { moveStoredTimes, timesOfWorkers } from "./stored-times";

/** What the programs of a drill are told, with a mail provider of its own. */
export const drillSettings = (sinkUrl: string): Record<string, string> => ({
  ECAI_URL: "http://localhost:3000",
  ECAI_SECRET: "a-secret-for-drills-only-0123456789abcdef",
  STRIPE_SECRET_KEY: "sk_test_drill",
  STRIPE_WEBHOOK_SECRET: "whsec_drill",
  RESEND_API_KEY: "re_drill",
  RESEND_BASE_URL: sinkUrl,
  RESEND_WEBHOOK_SECRET: `whsec_${Buffer.from("drill").toString("base64")}`,
  LOG_LEVEL: "error",
});

export type Cluster = Awaited<ReturnType<typeof startCluster>>;
export const workers = ["worker-1", "worker-2", "worker-3"] as const;
export type Worker = (typeof workers)[number];
export type Member = "web-1" | "web-2" | Worker;

/** What a worker whose lock or lease died with it is given before another takes over, in seconds. */
const patienceSeconds = 61;

/** Up to two web processes and three workers on one database, each of which can be killed and started again. */
export async function startCluster(settings: Record<string, string>) {
  const { path, remove } = temporaryDataDir();
  const database = await startLocalDatabase({ dataDir: path });
  const ports = { "web-1": await freePort(), "web-2": await freePort() };
  const running = new Map<Member, Child>();
  const serverDir = join(path, "postgres");
  let restarted: LocalPostgres | undefined;
  const common: Record<string, string> = {
    ...systemEnvironment(),
    ...settings,
    NODE_ENV: "production",
    ECAI_DATA_DIR: path,
    DATABASE_URL: database.appUrl,
  };
  const start = async (member: Member, { hasMovableClock = false } = {}) => {
    running.set(member, startChild(programOf(member, ports, common, hasMovableClock)));
    if (member in ports) await untilHealthy({ [member]: healthOf(ports[member as "web-1"]) });
  };
  const superuserUrl = new URL(database.superuserUrl ?? "");
  superuserUrl.pathname = databaseName;
  const asSuperuser = async (work: (sql: postgres.Sql) => Promise<unknown>) => {
    const sql = postgres(superuserUrl.href, { max: 1, onnotice: () => {} });
    await work(sql).finally(() => sql.end());
  };
  return {
    database,
    environment: common,
    ports: Object.values(ports),
    running: () => [...running.keys()],
    start,
    asSuperuser,
    /** Sets the database's clock back by so many seconds, forward by negative ones, as the tables (or all) see it. */
    setBack: (seconds: number, tables?: readonly string[]) =>
      asSuperuser((sql) => moveStoredTimes(sql, seconds, tables)),
    /** The time after which others take over from workers that were killed; for when none runs. */
    passPatience: () =>
      asSuperuser((sql) => moveStoredTimes(sql, -patienceSeconds, timesOfWorkers)),
    /** As a machine that loses its power: no warning, nothing cleaned up. */
    async kill(member: Member) {
      const child = running.get(member);
      if (!child) throw new Error(`${member} does not run`);
      process.kill(child.pid, "SIGKILL");
      await child.ended;
      running.delete(member);
    },
    /** As a supervisor does before an update. */
    async end(member: Member) {
      await running.get(member)?.stop();
      running.delete(member);
    },
    /** Sets the clock of one running process, and of no other, forward or back. */
    setClock(member: Worker, change: "back" | "right") {
      const child = running.get(member);
      if (!child) throw new Error(`${member} does not run`);
      process.kill(child.pid, change === "back" ? "SIGUSR2" : "SIGHUP");
    },
    /** The database's server gone from one moment to the next, and started again on what it had written. */
    async crashDatabase() {
      const server = readPostmaster(join(serverDir, "data"));
      if (!server) throw new Error("the database does not run");
      process.kill(server.pid, "SIGKILL");
      while (isLivePostgres(server.pid)) await sleep(20);
      restarted = await startPostgres({ dataDir: serverDir });
    },
    /** Starts what has ended by itself, as a supervisor does. */
    async revive(member: Member) {
      const child = running.get(member);
      const isOver = child && (await Promise.race([child.ended, sleep(0, null)])) !== null;
      if (isOver) await start(member);
    },
    async stop() {
      await Promise.all([...running.values()].map((child) => child.stop()));
      await sleep(100);
      await (restarted ?? database).stop();
      remove();
    },
  };
}

const healthOf = (port: number) => `http://127.0.0.1:${port}/healthz`;

function programOf(
  member: Member,
  ports: Record<string, number>,
  env: Record<string, string>,
  hasMovableClock: boolean,
) {
  if (member in ports) {
    const args = [nextBinary, "start", "-p", String(ports[member])];
    return { name: member, args, env: { ...env, ECAI_SURFACE: "web" } };
  }
  const worker = typescriptProgram("lib/worker/main.ts");
  const clock = hasMovableClock ? ["--import", join(root, "bin/drills/movable-clock.ts")] : [];
  const [tsx, program] = [worker.args.slice(0, 2), worker.args.slice(2)];
  return { name: member, args: [...tsx, ...clock, ...program], env: { ...env, ...worker.env } };
}
