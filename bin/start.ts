import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { startEverything } from "./local/everything";
import { root } from "./local/program";

const settings = join(root, ".env");
if (existsSync(settings) && !process.env.ECAI_IGNORE_DOTENV) process.loadEnvFile(settings);

const log = (line: string) => process.stdout.write(`start    │ ${line}\n`);
const dataDir = resolve(root, process.env.ECAI_DATA_DIR || ".data");
const stopping = new AbortController();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    if (!stopping.signal.aborted) log("Stopping");
    stopping.abort();
  });
}

// npm may be killed without telling us.
const parent = process.ppid;
if (process.env.npm_lifecycle_event) {
  setInterval(() => process.ppid !== parent && stopping.abort(), 1_000).unref();
}

try {
  const isDev = process.argv.includes("--dev");
  const everything = await startEverything({ dataDir, isDev, log, signal: stopping.signal });
  const reason = await everything.untilEnd;
  await everything.stop();
  if (reason) throw new Error(reason);
  log("Stopped");
  process.exit(0);
} catch (error) {
  log(error instanceof Error ? error.message : String(error));
  process.exit(stopping.signal.aborted ? 0 : 1);
}
