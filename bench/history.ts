import postgres from "postgres";
import { closeDatabase } from "@/db/client";
import { measureHistory } from "./history-pages";
import { loadHistory } from "./history-rows";
import { report } from "./report";

const recipients = Number(process.env.BENCH_ROWS ?? 10_000_000);

async function main() {
  const admin = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
  try {
    const began = performance.now();
    const loaded = await loadHistory(admin, recipients);
    const loadSeconds = Math.round((performance.now() - began) / 1000);
    report("history", await measureHistory(loaded), { size: recipients, loadSeconds });
  } finally {
    await admin.end();
    await closeDatabase();
  }
}

await main();
