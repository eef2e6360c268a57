import { closeDatabase } from "@/db/client";
import { measureImports } from "./imports";
import { report } from "./report";

const rows = Number(process.env.BENCH_ROWS ?? 1_000_000);

async function main() {
  try {
    const { figures, facts } = await measureImports(rows);
    report("addresses", figures, { size: rows, ...facts });
  } finally {
    await closeDatabase();
  }
}

await main();
