import { parseArgs } from "node:util";
import { drillClock } from "./drills/clock";
import { drillDatabase } from "./drills/database";
import { drillDelivery } from "./drills/delivery";
import { drillFaults } from "./drills/faults";
import { drillImport } from "./drills/import";
import { onStage, type Stage, say } from "./drills/stage";
import { drillTopology } from "./drills/topology";
import { drillWebhooks } from "./drills/webhooks";
import { drillWorkers } from "./drills/workers";
import { ensureBuild } from "./local/build";

const drills: Record<string, { play: (stage: Stage) => Promise<void>; needsBuild?: true }> = {
  delivery: { play: drillDelivery },
  faults: { play: drillFaults },
  workers: { play: drillWorkers },
  import: { play: drillImport },
  clock: { play: drillClock },
  webhooks: { play: drillWebhooks, needsBuild: true },
  database: { play: drillDatabase, needsBuild: true },
  topology: { play: drillTopology, needsBuild: true },
};

const usage = `usage: npm run drill -- ${Object.keys(drills).join("|")} … [--short] [--seed=number]`;

/**
 * Breaks a running service on purpose, in each of the named ways in turn, and says whether anything was lost; exit
 * status 1 when it was.
 */
async function main(): Promise<void> {
  const options = { short: { type: "boolean" }, seed: { type: "string" } } as const;
  const { positionals: names, values } = parseArgs({ options, allowPositionals: true });
  if (names.length === 0 || !names.every((name) => Object.hasOwn(drills, name)))
    throw new Error(usage);
  const chosen = names.flatMap((name) => drills[name] ?? []);
  if (chosen.some(({ needsBuild }) => needsBuild))
    await ensureBuild(say, new AbortController().signal);
  const size = values.short ? "short" : "full";
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  await onStage(
    { size, seed },
    chosen.map(({ play }) => play),
  );
}

// What a drill that failed has left running must not keep the process.
main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  },
);
