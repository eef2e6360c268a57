import type postgres from "postgres";
import { batchSize } from "@/db/values";
import { createBook, emptyDeliveries, prepareAll, scheduleDelivery } from "./audience";
import { startProvider, transportTo } from "./providers";
import { atLeast, median, type Part } from "./report";
import { runLoop } from "./send-loops";
import { runs } from "./timing";

const callsPerSecond = 10;
const seconds = 12;

/** Calls a second that a provider with an answer time of 150 ms and ten calls a second accepts. */
export async function measurePacing(admin: postgres.Sql): Promise<Part> {
  const book = await createBook(admin, seconds * callsPerSecond * batchSize);
  const used: number[] = [];
  const refused: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await emptyDeliveries(admin);
    const deliveryId = await scheduleDelivery(book);
    await prepareAll(book, deliveryId);
    const provider = await startProvider("paced");
    const transport = transportTo(provider);
    try {
      await runLoop(admin, deliveryId, transport);
      const given = await provider.given();
      used.push((given.messages / batchSize - 1) / given.seconds);
      refused.push(given.refused);
    } finally {
      await transport.close();
      provider.close();
    }
  }
  const step = "provider with 150 ms and 10 calls/s: calls accepted";
  return {
    rows: [atLeast({ step, figure: median(used), limit: callsPerSecond, unit: "calls/s" }, 0.95)],
    facts: { pacing: { used, refused } },
  };
}
