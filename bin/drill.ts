import { drillDelivery } from "./drills/delivery";
import { drillTopology } from "./drills/topology";

const usage = "usage: npm run drill -- topology|delivery [--short]";

const drills: Record<string, (size: "full" | "short") => Promise<void>> = {
  topology: drillTopology,
  delivery: drillDelivery,
};

/** Breaks a running service on purpose and says whether anything was lost; exit status 1 when it was. */
async function main(): Promise<void> {
  const [name, option] = process.argv.slice(2);
  const drill = name && Object.hasOwn(drills, name) ? drills[name] : undefined;
  if (!drill) throw new Error(usage);
  await drill(option === "--short" ? "short" : "full");
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
