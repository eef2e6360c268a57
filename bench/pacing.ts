import type postgres from "postgres";
import type { TestTenant } from "@/db/testing";
import { batchSize } from "@/db/values";
import { createBook, emptyDeliveries, prepareAll, scheduleDelivery } from "./audience";
import { startProvider, transportTo } from "./providers";
import { atLeast, median, type Part } from "./report";
import { runLoop } from "./send-loops";
import { runs } from "./timing";

const callsPerSecond = 10;
const seconds = 12;

/** Calls a second that a provider with an answer time of 150 ms and ten calls a second accepts, of one worker and of three. */
export async function measurePacing(admin: postgres.Sql): Promise<Part> {
  const book = await createBook(admin, seconds * callsPerSecond * batchSize);
  const one = await measureWorkers(admin, book, 1);
  const three = await measureWorkers(admin, book, 3);
  const row = (workers: string, { used }: Paced) => {
    const step = `provider with 150 ms and 10 calls/s, ${workers}: calls accepted`;
    const [figure, limit] = [median(used), callsPerSecond];
    return atLeast({ step, figure, limit, unit: "calls/s" }, 0.95);
  };
  return {
    rows: [row("one worker", one), row("three workers", three)],
    facts: { pacing: { one, three } },
  };
}

type Paced = { used: number[]; refused: number[] };

async function measureWorkers(
  admin: postgres.Sql,
  book: TestTenant,
  workers: number,
): Promise<Paced> {
  const paced: Paced = { used: [], refused: [] };
  for (let run = 0; run < runs; run += 1) {
    await emptyDeliveries(admin);
    const deliveryId = await scheduleDelivery(book);
    await prepareAll(book, deliveryId);
    const provider = await startProvider("paced");
    const transports = Array.from({ length: workers }, () => transportTo(provider));
    try {
      await runLoop(admin, deliveryId, ...transports);
      const given = await provider.given();
      paced.used.push((given.messages / batchSize - 1) / given.seconds);
      paced.refused.push(given.refused);
    } finally {
      await Promise.all(transports.map((transport) => transport.close()));
      provider.close();
    }
  }
  return paced;
}
