import type { CompiledDelivery, MessageRecipient } from "./compose";
import type { Outcome, SendResult, Transport } from "./transport";

/** Some recipients of a delivery and what they are sent. */
export type MessageSet = { content: CompiledDelivery; recipients: MessageRecipient[] };
export type Resolution = { result: SendResult; isSplit: boolean };

/**
 * Sends a set in one call; when the provider refuses it for what is in it, halves it until the bad
 * messages stand alone. The halves have keys of their own that follow from the set's key, so a repeat
 * of the whole finds every part that was already accepted.
 */
export async function sendResolved(
  transport: Transport,
  { content, recipients }: MessageSet,
  key: string,
): Promise<Resolution> {
  const result = await transport.sendBatch(content, recipients, key);
  if (result.kind !== "invalid") return { result, isSplit: false };
  if (recipients.length === 1) return { result: alone(result.reason), isSplit: false };
  return { result: await sendHalves(transport, { content, recipients }, key, 0), isSplit: true };
}

async function sendHalves(
  transport: Transport,
  { content, recipients }: MessageSet,
  key: string,
  offset: number,
): Promise<SendResult> {
  const middle = Math.ceil(recipients.length / 2);
  const outcomes: Outcome[] = [];
  for (const [start, half] of [
    [0, recipients.slice(0, middle)],
    [middle, recipients.slice(middle)],
  ] as const) {
    const part = await sendPart(transport, { content, recipients: half }, key, offset + start);
    if (part.kind !== "outcomes") return part;
    outcomes.push(...part.outcomes);
  }
  return { kind: "outcomes", outcomes };
}

async function sendPart(
  transport: Transport,
  { content, recipients }: MessageSet,
  key: string,
  offset: number,
): Promise<SendResult> {
  const part = `${key}/${offset}-${recipients.length}`;
  const result = await transport.sendBatch(content, recipients, part);
  if (result.kind !== "invalid") return result;
  return recipients.length === 1
    ? alone(result.reason)
    : sendHalves(transport, { content, recipients }, key, offset);
}

const alone = (reason: string): SendResult => ({
  kind: "outcomes",
  outcomes: [{ state: "failed", reason: `refused: ${reason}` }],
});
