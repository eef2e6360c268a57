import { type Addresses, chooseAddresses } from "./addresses";
import { backupSettings } from "./backup-key";
import { ensureBuild } from "./build";
import { runChild } from "./child";
import { type Database, openDatabase } from "./database";
import { checkEnvironments, composeEnvironments, type Environments } from "./environments";
import { untilHealthy } from "./health";
import { typescriptProgram } from "./program";
import { type Providers, startProviders } from "./providers";
import { writeReport } from "./report";
import { claimRunFile } from "./run-file";
import { localSecret } from "./secrets";
import { startServices } from "./services";
import { summary } from "./summary";

type Options = {
  dataDir: string;
  isDev: boolean;
  log: (line: string) => void;
  signal: AbortSignal;
};
type Everything = {
  /** Resolves when it is time to stop: empty when asked to, else with what went wrong. */
  untilEnd: Promise<string>;
  stop(): Promise<void>;
};
type Cleanup = () => Promise<void> | void;
type Context = Options & {
  cleanups: Cleanup[];
  addresses: Addresses;
  providers: Providers;
  secret: string;
  backups: Record<string, string>;
};

const placeholder = "postgres://127.0.0.1/none";

/** Brings up the whole service; whatever was started is stopped again where a step fails. */
export async function startEverything(options: Options): Promise<Everything> {
  const cleanups: Cleanup[] = [];
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    return { untilEnd: (await start(options, cleanups)).untilEnd, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: Options,
  cleanups: Cleanup[],
): Promise<{ untilEnd: Promise<string> }> {
  const began = Date.now();
  const runFile = claimRunFile(options.dataDir);
  cleanups.push(runFile.remove);
  const addresses = await chooseAddresses();
  const providers = await startProviders(addresses.url);
  cleanups.push(providers.stop);
  const secret = process.env.ECAI_SECRET || localSecret(options.dataDir);
  const backups = await backupSettings(options.dataDir);
  const context = { ...options, cleanups, addresses, providers, secret, backups };
  checkEnvironments(
    compose(context, {
      appUrl: process.env.DATABASE_URL || placeholder,
      operatorUrl: process.env.DATABASE_OPERATOR_URL || placeholder,
      ownerUrl: placeholder,
    }),
  );

  const { database, environments } = await bothOrThrow(
    prepareDatabase(context),
    options.isDev ? Promise.resolve() : ensureBuild(options.log, options.signal),
  );
  const services = startServices({ ...context, environments, onChange: runFile.record });
  cleanups.push(services.stop);
  const stopped = new Promise<string>((resolve) => {
    options.signal.addEventListener("abort", () => resolve(""));
  });
  const untilEnd = Promise.race([stopped, services.failed]);
  const isUp = await Promise.race([
    untilHealthy(healthChecks(addresses)).then(() => true),
    untilEnd.then(() => false),
  ]);
  if (isUp) announce(context, database, began);
  return { untilEnd };
}

/** Waits for both even where one fails, so that nothing starts behind the cleaning up. */
async function bothOrThrow<T>(first: Promise<T>, second: Promise<void>): Promise<T> {
  await Promise.allSettled([first, second]);
  await second;
  return first;
}

/** Started, migrated, and with sample data where the database is our own. */
async function prepareDatabase(
  context: Context,
): Promise<{ database: Database; environments: Environments }> {
  const database = await openDatabase(context);
  context.cleanups.push(database.stop);
  context.signal.throwIfAborted();
  const environments = compose(context, database);
  if (database.superuserUrl) {
    const { args, env } = typescriptProgram("bin/seed.ts");
    await runChild({ name: "seed", args, env: { ...environments.seed, ...env } }, context.signal);
  }
  return { database, environments };
}

function compose(
  { addresses, providers, secret, backups, dataDir, isDev }: Omit<Context, "cleanups">,
  database: Pick<Database, "appUrl" | "operatorUrl" | "ownerUrl" | "backupUrl" | "restoreUrl">,
): Environments {
  const local = providers.env;
  return composeEnvironments({ addresses, database, backups, local, secret, dataDir, isDev });
}

function healthChecks({ port, operatorPort }: Addresses): Record<string, string> {
  return {
    web: `http://127.0.0.1:${port}/healthz`,
    operator: `http://127.0.0.1:${operatorPort}/healthz`,
    worker: `http://127.0.0.1:${port}/readyz`,
  };
}

function announce(
  { addresses, providers, secret, dataDir }: Context,
  database: Database,
  began: number,
): void {
  const { url, operatorUrl } = addresses;
  writeReport({ url, operatorUrl, secret, dataDir, database, providers: providers.env });
  const seconds = (Date.now() - began) / 1000;
  process.stdout.write(
    summary({ url, operatorUrl, inboxUrl: providers.inboxUrl, dataDir, seconds }),
  );
}
