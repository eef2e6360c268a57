import { setTimeout as sleep } from "node:timers/promises";
import type { TenantContext } from "@/lib/auth/context";
import { log } from "@/lib/log";
import { type ClaimedBatch, leaseSeconds } from "./claim";
import type { CompiledDelivery } from "./compose";
import { extendLease, pauseRefused, releaseBatch } from "./record";
import type { Recorder } from "./recorder";
import { type Resolution, sendResolved } from "./resolve";
import type { Limit } from "./slots";
import type { Outcome, Transport } from "./transport";

/** Attempts with an unclear end before the recipients become `unknown`; all within the key's 24 hours. */
export const mostAttempts = 8;
/** From this many on, a batch of which every message is refused speaks against the delivery itself. */
const wholeRefusal = 10;

export type Retry = { delayMs: (attempt: number) => number };

/** 2 s, 8 s, 32 s, then every 2 to 34 minutes: about an hour and a half in all. */
export const standardRetry: Retry = {
  delayMs: (attempt) => Math.min(2_000 * 4 ** attempt, 2_048_000) * (0.8 + Math.random() * 0.4),
};

/** What a process sends with. */
export type Sending = {
  transport: Transport;
  recorder: Recorder;
  retry: Retry;
  /** At most so many provider calls at once; what else is claimed waits here. */
  calls: Limit;
};

type Work = Sending & { ctx: TenantContext; batch: ClaimedBatch };

/** Sends a claimed batch and records what became of it; every way out leaves the batch in the database's hands. */
export async function sendBatch(
  ctx: TenantContext,
  batch: ClaimedBatch,
  content: CompiledDelivery,
  sending: Sending,
): Promise<void> {
  const { recorder, transport, calls } = sending;
  const work = { ...sending, ctx, batch };
  const stopKeeping = keepLease(ctx, batch);
  try {
    const resolution = await calls(async () =>
      recorder.isHalted(batch.deliveryId)
        ? undefined
        : sendResolved(transport, { content, recipients: batch.recipients }, batchKey(batch)),
    );
    await persist(() => (resolution ? settle(work, resolution) : putBack(work)));
  } finally {
    stopKeeping();
  }
}

/** The delivery was paused or cancelled while the batch waited for its turn. */
const putBack = ({ ctx, batch }: Work): Promise<void> =>
  releaseBatch(ctx, batch, { after: 0, isAttempt: false, isClean: true });

/** The database may be away for a moment; settling twice changes nothing, and the lease covers the rest. */
async function persist(work: () => Promise<void>): Promise<void> {
  for (const pauseMs of [250, 1_000, 4_000, 10_000]) {
    try {
      return await work();
    } catch (error) {
      log.error({ err: error, pauseMs }, "outcomes not recorded");
      await sleep(pauseMs);
    }
  }
  return work();
}

/** Stable across a crash: the same set of recipients always goes with the same key. */
export const batchKey = ({ deliveryId, batchNo, attemptSet }: ClaimedBatch): string =>
  `${deliveryId}:${batchNo}:${attemptSet}`;

async function settle(work: Work, { result, isSplit }: Resolution): Promise<void> {
  const { ctx, batch, retry } = work;
  const { deliveryId, batchNo, attempts } = batch;
  const after = retry.delayMs(attempts);
  const isClean = !isSplit;
  switch (result.kind) {
    case "outcomes":
      return settleOutcomes(work, result.outcomes, after);
    case "wait":
      log.info({ deliveryId, reason: result.reason }, "the provider asks to wait");
      return releaseBatch(ctx, batch, { after: result.milliseconds, isAttempt: false, isClean });
    case "repeat":
      log.warn({ deliveryId, batchNo, reason: result.reason }, "unclear answer");
      if (attempts + 1 >= mostAttempts) return giveUp(work, result.reason);
      return releaseBatch(ctx, batch, { after, isAttempt: true, isClean: false });
    default:
      work.recorder.halt(deliveryId);
      await pauseRefused(ctx, deliveryId, result.reason);
      return releaseBatch(ctx, batch, { after: 0, isAttempt: false, isClean });
  }
}

async function settleOutcomes(
  { ctx, batch, recorder }: Work,
  outcomes: Outcome[],
  after: number,
): Promise<void> {
  const isLast = batch.attempts + 1 >= mostAttempts;
  const final = outcomes.map(
    (outcome): Outcome =>
      outcome.state === "again" && isLast
        ? { state: "failed", reason: `refused: ${outcome.reason}` }
        : outcome,
  );
  await recorder.record(ctx, { batch, outcomes: final, after });
  const [first] = final;
  if (final.length < wholeRefusal || first?.state !== "failed") return;
  const isWhole = final.every(({ state }) => state === "failed");
  if (isWhole) await pauseRefused(ctx, batch.deliveryId, first.reason.replace(/^refused: /, ""));
}

function giveUp({ ctx, batch, recorder }: Work, reason: string): Promise<void> {
  const unknown: Outcome = { state: "unknown", reason: `retriesExhausted: ${reason}` };
  return recorder.record(ctx, { batch, outcomes: batch.recipients.map(() => unknown), after: 0 });
}

function keepLease(ctx: TenantContext, batch: ClaimedBatch): () => void {
  const timer = setInterval(
    () => {
      extendLease(ctx, batch, leaseSeconds).catch((error) =>
        log.warn({ err: error }, "lease not extended"),
      );
    },
    (leaseSeconds * 1000) / 3,
  );
  return () => clearInterval(timer);
}
