import { closeDatabase } from "@/db/client";
import { measureAddressLists } from "./address-lists";
import { report } from "./report";

const rows = Number(process.env.BENCH_ROWS ?? 1_000_000);

async function main() {
  try {
    const figures = await measureAddressLists(process.env.DATABASE_SUPERUSER_URL ?? "", rows);
    report("lists", figures, { size: rows });
  } finally {
    await closeDatabase();
  }
}

await main();
