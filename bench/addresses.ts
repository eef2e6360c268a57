import { closeDatabase } from "@/db/client";
import type { Kind } from "./import-file";
import { measureImports } from "./imports";
import { report } from "./report";

const rows = Number(process.env.BENCH_ROWS ?? 1_000_000);
const both: readonly Kind[] = ["plain", "tagged"];
const kinds = both.filter((kind) => (process.env.BENCH_KIND ?? kind) === kind);

async function main() {
  try {
    const { figures, facts } = await measureImports(rows, kinds);
    report("addresses", figures, { size: rows, ...facts });
  } finally {
    await closeDatabase();
  }
}

await main();
