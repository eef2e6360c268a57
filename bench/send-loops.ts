import { setTimeout as sleep } from "node:timers/promises";
import type postgres from "postgres";
import type { TestTenant } from "@/db/testing";
import { claimBatches } from "@/lib/sending/claim";
import { startSendingLoop } from "@/lib/sending/loop";
import { refreshStatistics } from "@/lib/sending/prepare";
import { recordOutcomes } from "@/lib/sending/record";
import type { Transport } from "@/lib/sending/transport";
import {
  createBook,
  emptyDeliveries,
  inMemoryBatches,
  newsletterContent,
  prepareAll,
  scheduleDelivery,
} from "./audience";
import { type Provider, startProvider, transportTo } from "./providers";
import { atLeast, median, type Part } from "./report";
import { inSlots, runs, secondsOf } from "./timing";

export const slots = 3;

type Kind = "http" | "smtp";
type Rates = { loop: number[]; sendOnly: number[]; databaseOnly: number[] };

/** The whole loop against what sending alone and claiming and recording alone would make one after the other. */
export async function measureSendLoops(
  admin: postgres.Sql,
  messages: number,
): Promise<Part & { httpRate: number }> {
  const http = await measureLoop(admin, "http", messages);
  const smtp = await measureLoop(admin, "smtp", Math.ceil(messages / 20));
  return {
    rows: [
      rowOf("send loop, HTTP batch, 8 kB HTML, 3 slots", http),
      rowOf("send loop, SMTP", smtp),
    ],
    facts: { loops: { http, smtp } },
    httpRate: median(http.loop),
  };
}

function rowOf(step: string, { loop, sendOnly, databaseOnly }: Rates) {
  const limit = 1 / (1 / median(sendOnly) + 1 / median(databaseOnly));
  return atLeast({ step, figure: median(loop), limit, unit: "mails/s" }, 0.8);
}

async function measureLoop(admin: postgres.Sql, kind: Kind, messages: number): Promise<Rates> {
  const book = await createBook(admin, messages);
  const provider = await startProvider(kind);
  const transport = transportTo(provider);
  const rates: Rates = { loop: [], sendOnly: [], databaseOnly: [] };
  try {
    for (let run = 0; run < runs; run += 1) {
      rates.sendOnly.push(messages / (await sendOnly(transport, messages)));
      rates.databaseOnly.push(messages / (await databaseOnly(admin, book, transport)));
      rates.loop.push(messages / (await wholeLoop(admin, book, provider, transport)));
    }
  } finally {
    await transport.close();
    provider.close();
  }
  return rates;
}

/** Renders and sends without a database. */
export function sendOnly(transport: Transport, messages: number): Promise<number> {
  const batches = inMemoryBatches(messages, transport.claimSize);
  const content = newsletterContent();
  return secondsOf(() =>
    inSlots(batches, slots, async (batch) => {
      const key = `${batch[0]?.addressId}`;
      const { kind } = await transport.sendBatch(content, batch, key);
      if (kind !== "outcomes") throw new Error(`the provider answered ${kind}`);
    }),
  );
}

async function prepared(admin: postgres.Sql, book: TestTenant, isQueued: boolean): Promise<string> {
  await emptyDeliveries(admin);
  const deliveryId = await scheduleDelivery(book, isQueued);
  await prepareAll(book, deliveryId);
  await refreshStatistics(book.ctx, deliveryId);
  return deliveryId;
}

/** Claims as many batches as a turn does on average and records them as accepted. */
async function databaseOnly(
  admin: postgres.Sql,
  book: TestTenant,
  { claimSize, isRepeatable }: Transport,
): Promise<number> {
  const { ctx } = book;
  const deliveryId = await prepared(admin, book, false);
  const limit = isRepeatable ? 8 : slots;
  const options = { workerId: "bench", limit, claimSize, isRepeatable };
  const accepted = {
    state: "accepted" as const,
    messageId: "0123456789abcdef0123456789abcdef0123",
  };
  const work = async () => {
    for (;;) {
      const batches = await claimBatches(ctx, deliveryId, options);
      if (batches.length === 0) return;
      const outcomes = Array.from({ length: claimSize }, () => accepted);
      await recordOutcomes(
        ctx,
        deliveryId,
        batches.map((batch) => ({ batch, outcomes, after: 0 })),
      );
    }
  };
  return secondsOf(() => Promise.all(Array.from({ length: slots }, work)));
}

async function wholeLoop(
  admin: postgres.Sql,
  book: TestTenant,
  provider: Provider,
  transport: Transport,
): Promise<number> {
  const deliveryId = await prepared(admin, book, true);
  const before = await provider.given();
  const taken = await runLoop(admin, deliveryId, transport);
  const [row] = await admin`select sum(accepted)::int as accepted, sum(audience)::int as audience
    from batches where delivery_id = ${deliveryId}`;
  const { messages } = await provider.given();
  if (row?.accepted !== row?.audience || messages - before.messages !== row?.audience)
    throw new Error(`${row?.accepted} of ${row?.audience} accepted`);
  return taken;
}

/** Seconds until every recipient is recorded, by one worker's loop for each transport. */
export async function runLoop(
  admin: postgres.Sql,
  deliveryId: string,
  ...transports: Transport[]
): Promise<number> {
  const stopping = new AbortController();
  const { signal } = stopping;
  let taken = 0;
  const began = performance.now();
  const loops = transports.map((transport, no) =>
    startSendingLoop({ workerId: `bench-${no}`, signal, concurrency: () => slots, transport }),
  );
  try {
    while (await isOpen(admin, deliveryId)) await sleep(25);
    taken = (performance.now() - began) / 1000;
  } finally {
    stopping.abort();
    await Promise.all(loops);
  }
  return taken;
}

async function isOpen(admin: postgres.Sql, deliveryId: string): Promise<boolean> {
  const [row] = await admin`select exists (select from deliveries d join batches b
    on b.tenant_id = d.tenant_id and b.delivery_id = d.id and b.state in ('queued', 'sending')
    where d.id = ${deliveryId}) as is_open`;
  return row?.is_open;
}
