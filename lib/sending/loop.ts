import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/lib/log";
import { leaseSeconds } from "./claim";
import { createInHand, type InHandRange } from "./in-hand";
import { prepareChunk } from "./prepare";
import { createRecorder } from "./recorder";
import { standardRetry } from "./send-batch";
import { createLimit, createSlots } from "./slots";
import { createTransport } from "./transport";
import { type Engine, takeTurn } from "./turn";

export type LoopOptions = {
  workerId: string;
  signal: AbortSignal;
  concurrency: () => number;
} & Partial<Omit<Engine, "workerId" | "recorder" | "calls">>;

const pollMs = 200;
const firstBackoffMs = 250;
const longestBackoffMs = 5_000;

/**
 * Sends every delivery in the queue until the signal: any number of loops in any number of processes may
 * run. Ends when the calls under way are recorded. Nothing is kept in memory that matters.
 */
export async function startSendingLoop(options: LoopOptions): Promise<void> {
  const engine = engineOf(options);
  const inHand = createInHand(inHandRange(engine));
  const most = () => inHand.most(options.concurrency());
  const slots = createSlots(most());
  let backoffMs = 0;
  while (!options.signal.aborted) {
    try {
      if (slots.size() !== most()) slots.resize(most());
      // No later: another customer's delivery that has become due waits for the next turn.
      await slots.untilFree(options.concurrency());
      const tasks = options.signal.aborted ? [] : await takeTurn(engine, slots.free);
      for (const task of tasks ?? []) slots.run(() => task().finally(inHand.finished));
      backoffMs = 0;
      if (tasks === null) await pause(pollMs, options.signal);
    } catch (error) {
      backoffMs = Math.min(Math.max(backoffMs * 2, firstBackoffMs), longestBackoffMs);
      log.error({ err: error, backoffMs }, "sending turn failed");
      await pause(backoffMs, options.signal);
    }
  }
  await slots.untilFree(slots.size());
  if (!options.transport) await engine.transport.close();
}

/**
 * Batches in hand for each provider call: one is sent while another is recorded and the next one claimed. Where a repeat
 * is not safe, only the next one waits: whatever a vanished worker had in hand is unknown.
 */
const inHandRange = ({ transport }: Engine): InHandRange =>
  transport.isRepeatable ? { least: 3, most: 18 } : { least: 2, most: 2 };

const engineOf = (options: LoopOptions): Engine => ({
  workerId: options.workerId,
  transport: options.transport ?? createTransport(),
  retry: options.retry ?? standardRetry,
  leaseSeconds: options.leaseSeconds ?? leaseSeconds,
  prepareChunk: options.prepareChunk ?? prepareChunk,
  recorder: createRecorder(),
  calls: createLimit(options.concurrency),
});

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => {});
}
