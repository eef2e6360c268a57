import { setTimeout as sleep } from "node:timers/promises";
import type { TenantContext } from "@/lib/auth/context";
import { log } from "@/lib/log";
import { type ClaimedBatch, leaseSeconds } from "./claim";
import type { MessageRecipient, ProviderMessage } from "./compose";
import { extendLease, pauseRefused, recordOutcomes, releaseBatch } from "./record";
import { type Resolution, sendResolved } from "./resolve";
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

export type Compile = (recipient: MessageRecipient) => ProviderMessage;

/** Sends a claimed batch and records what became of it; every way out leaves the batch in the database's hands. */
export async function sendBatch(
  ctx: TenantContext,
  batch: ClaimedBatch,
  compile: Compile,
  transport: Transport,
  retry: Retry = standardRetry,
): Promise<void> {
  const stopKeeping = keepLease(ctx, batch);
  try {
    const messages = batch.recipients.map(compile);
    const resolution = await sendResolved(transport, messages, batchKey(batch));
    await persist(() => settle(ctx, batch, resolution, retry));
  } finally {
    stopKeeping();
  }
}

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

async function settle(
  ctx: TenantContext,
  batch: ClaimedBatch,
  { result, isSplit }: Resolution,
  retry: Retry,
): Promise<void> {
  const after = retry.delayMs(batch.attempts);
  const isClean = !isSplit;
  switch (result.kind) {
    case "outcomes":
      return settleOutcomes(ctx, batch, result.outcomes, after);
    case "wait":
      log.info(
        { deliveryId: batch.deliveryId, reason: result.reason },
        "the provider asks to wait",
      );
      return releaseBatch(ctx, batch, { after: result.milliseconds, isAttempt: false, isClean });
    case "repeat":
      log.warn(
        { deliveryId: batch.deliveryId, batchNo: batch.batchNo, reason: result.reason },
        "unclear answer",
      );
      if (batch.attempts + 1 >= mostAttempts) return giveUp(ctx, batch, result.reason);
      return releaseBatch(ctx, batch, { after, isAttempt: true, isClean: false });
    default:
      await pauseRefused(ctx, batch.deliveryId, result.reason);
      return releaseBatch(ctx, batch, { after: 0, isAttempt: false, isClean });
  }
}

async function settleOutcomes(
  ctx: TenantContext,
  batch: ClaimedBatch,
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
  await recordOutcomes(ctx, batch, final, { after });
  const [first] = final;
  if (final.length < wholeRefusal || first?.state !== "failed") return;
  const isWhole = final.every(({ state }) => state === "failed");
  if (isWhole) await pauseRefused(ctx, batch.deliveryId, first.reason.replace(/^refused: /, ""));
}

function giveUp(ctx: TenantContext, batch: ClaimedBatch, reason: string): Promise<void> {
  const unknown: Outcome = { state: "unknown", reason: `retriesExhausted: ${reason}` };
  return recordOutcomes(
    ctx,
    batch,
    batch.recipients.map(() => unknown),
    { after: 0 },
  );
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
