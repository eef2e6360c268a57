import { mkdirSync, writeFileSync } from "node:fs";
import { closeDatabase } from "@/db/client";
import { measureAddressLists } from "./address-lists";

const rows = Number(process.env.BENCH_ROWS ?? 1_000_000);

async function main() {
  try {
    const figures = await measureAddressLists(process.env.DATABASE_SUPERUSER_URL ?? "", rows);
    for (const { step, figure, limit, unit, ratio, required, isMet } of figures)
      process.stdout.write(
        `${step.padEnd(48)} ${figure.toFixed(1).padStart(9)} ${limit.toFixed(1).padStart(9)} ${unit} ${ratio.toFixed(2).padStart(6)} ${required} ${isMet ? "met" : "MISSED"}\n`,
      );
    mkdirSync("bench/results", { recursive: true });
    const result = { at: new Date().toISOString(), size: rows, rows: figures };
    writeFileSync("bench/results/lists.json", JSON.stringify(result, null, 2));
    if (figures.some(({ isMet }) => !isMet)) process.exitCode = 1;
  } finally {
    await closeDatabase();
  }
}

await main();
