import { drillTopology } from "./drills/topology";

const usage = "usage: npm run drill -- topology [--short]";

/** Breaks a running service on purpose and says whether anything was lost; exit status 1 when it was. */
async function main(): Promise<void> {
  const [name, option] = process.argv.slice(2);
  if (name !== "topology") throw new Error(usage);
  await drillTopology(option === "--short" ? "short" : "full");
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
