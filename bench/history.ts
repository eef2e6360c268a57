import postgres from "postgres";
import { closeDatabase } from "@/db/client";
import { tallyDelivery } from "@/lib/delivery-tallies/mutations";
import { measureHistory, measureNotedSearch } from "./history-pages";
import { loadHistory } from "./history-rows";
import { report } from "./report";

const recipients = Number(process.env.BENCH_ROWS ?? 10_000_000);

async function main() {
  const admin = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
  try {
    const began = performance.now();
    const loaded = await loadHistory(admin, recipients);
    const loadSeconds = Math.round((performance.now() - began) / 1000);
    const counting = performance.now();
    await tallyDelivery(loaded.ctx, loaded.largest.id);
    const countSeconds = Math.round((performance.now() - counting) / 1000);
    const rows = await measureHistory(loaded);
    const notedSearchMs = Math.round(await measureNotedSearch(loaded));
    report("history", rows, { size: recipients, loadSeconds, countSeconds, notedSearchMs });
  } finally {
    await admin.end();
    await closeDatabase();
  }
}

await main();
