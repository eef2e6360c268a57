import postgres from "postgres";
import { closeDatabase } from "@/db/client";
import { measureFanOut } from "./fan-out";
import { measureJobQueues } from "./job-queues";
import { measureCpu } from "./message-cpu";
import { measurePacing } from "./pacing";
import { type Part, report } from "./report";
import { measureSendLoops } from "./send-loops";
import { measureWorkerMemory } from "./worker-memory";

const recipients = Number(process.env.BENCH_ROWS ?? 1_000_000);

/** Enough for some seconds each at the full size, and for a try in a minute at a small one. */
const messages = Math.min(100_000, Math.ceil(recipients / 10));

async function main() {
  const admin = postgres(process.env.DATABASE_SUPERUSER_URL ?? "", { max: 1, onnotice: () => {} });
  try {
    const fanOut = await measureFanOut(admin, recipients);
    const loops = await measureSendLoops(admin, messages);
    const parts: Part[] = [
      fanOut,
      loops,
      await measureCpu(messages),
      await measureJobQueues(admin, messages, loops.httpRate),
      await measurePacing(admin),
      await measureWorkerMemory(admin, messages),
    ];
    const facts = Object.assign({}, ...parts.map((part) => part.facts));
    report(
      "delivery",
      parts.flatMap((part) => part.rows),
      { size: recipients, messages, ...facts },
    );
  } finally {
    await admin.end();
    await closeDatabase();
  }
}

await main();
