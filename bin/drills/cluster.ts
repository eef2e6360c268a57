import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Child, startChild } from "../local/child";
import { startLocalDatabase } from "../local/database";
import { freePort } from "../local/free-port";
import { untilHealthy } from "../local/health";
import { type LocalPostgres, startPostgres } from "../local/postgres";
import { isLivePostgres, readPostmaster } from "../local/postmaster";
import { nextBinary, systemEnvironment, typescriptProgram } from "../local/program";
import { temporaryDataDir } from "../testing/temporary-data-dir";

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
export type Member = "web-1" | "web-2" | "worker-1" | "worker-2";

/** Two web processes and two workers on one database of their own, each of which can be killed and started again. */
export async function startCluster(settings: Record<string, string>) {
  const { path, remove } = temporaryDataDir();
  const database = await startLocalDatabase({ dataDir: path });
  const ports = { "web-1": await freePort(), "web-2": await freePort() };
  const running = new Map<Member, Child>();
  const serverDir = join(path, "postgres");
  let restarted: LocalPostgres | undefined;
  const common = {
    ...systemEnvironment(),
    ...settings,
    NODE_ENV: "production",
    ECAI_DATA_DIR: path,
    DATABASE_URL: database.appUrl,
  };
  const start = async (member: Member) => {
    running.set(member, startChild(programOf(member, ports, common)));
    if (member in ports) await untilHealthy({ [member]: healthOf(ports[member as "web-1"]) });
  };
  return {
    database,
    environment: common,
    ports: Object.values(ports),
    start,
    /** As a machine that loses its power: no warning, nothing cleaned up. */
    async kill(member: Member) {
      const child = running.get(member);
      if (!child) throw new Error(`${member} does not run`);
      process.kill(child.pid, "SIGKILL");
      await child.ended;
      running.delete(member);
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

function programOf(member: Member, ports: Record<string, number>, env: Record<string, string>) {
  if (member in ports) {
    const args = [nextBinary, "start", "-p", String(ports[member])];
    return { name: member, args, env: { ...env, ECAI_SURFACE: "web" } };
  }
  const worker = typescriptProgram("lib/worker/main.ts");
  return { name: member, args: worker.args, env: { ...env, ...worker.env } };
}
