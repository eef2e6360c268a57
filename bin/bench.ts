import { join } from "node:path";
import { migrate } from "@/db/migrate";
import { ensureBuild } from "./local/build";
import { runChild } from "./local/child";
import { startLocalDatabase } from "./local/database";
import { root, systemEnvironment, typescriptProgram, workerProgram } from "./local/program";
import { temporaryDataDir } from "./testing/temporary-data-dir";

const benches = ["smoke", "enumeration", "addresses", "lists", "delivery", "history"] as const;
/** Those that measure pages need a production build. */
const built: readonly string[] = ["smoke", "enumeration", "lists"];

/** Measures against a database of its own; `npm run bench -- smoke`, `npm run bench -- addresses 200000`. */
async function main() {
  const name = benches.find((bench) => bench === process.argv[2]);
  if (!name) throw new Error(`usage: npm run bench -- ${benches.join("|")}`);
  const log = (line: string) => process.stdout.write(`${line}\n`);
  if (built.includes(name)) await ensureBuild(log, new AbortController().signal);
  const { path, remove } = temporaryDataDir();
  const database = await startLocalDatabase({ dataDir: path });
  try {
    await migrate({ ownerUrl: database.ownerUrl });
    const asRun = name === "addresses" ? workerProgram : typescriptProgram;
    const { args, env } = asRun(join("bench", `${name}.ts`));
    const extra = {
      DATABASE_SUPERUSER_URL: sameDatabase(database.superuserUrl ?? "", database.appUrl),
      ...(process.argv[3] ? { BENCH_ROWS: process.argv[3] } : {}),
      ...(process.argv[4] ? { BENCH_KIND: process.argv[4] } : {}),
    };
    const program = {
      name,
      args,
      env: { ...systemEnvironment(), ...env, ...settings(database.appUrl), ...extra },
    };
    await runChild(program, new AbortController().signal);
  } finally {
    await database.stop();
    remove();
  }
}

function sameDatabase(serverUrl: string, databaseUrl: string): string {
  const url = new URL(serverUrl);
  url.pathname = new URL(databaseUrl).pathname;
  return url.href;
}

const settings = (databaseUrl: string) => ({
  NODE_ENV: "production",
  ECAI_ROOT: root,
  ECAI_SECRET: "a-secret-for-measurements-0123456789abcdef",
  DATABASE_URL: databaseUrl,
  STRIPE_SECRET_KEY: "sk_test_bench",
  STRIPE_WEBHOOK_SECRET: "whsec_bench",
  RESEND_API_KEY: "re_bench",
  RESEND_WEBHOOK_SECRET: `whsec_${Buffer.from("bench").toString("base64")}`,
  LOG_LEVEL: "error",
});

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
