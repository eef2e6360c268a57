import type { ProviderMessage } from "./compose";
import type { Outcome, SendResult, Transport } from "./transport";

export type Resolution = { result: SendResult; isSplit: boolean };

/**
 * Sends a set in one call; when the provider refuses it for what is in it, halves it until the bad
 * messages stand alone. The halves have keys of their own that follow from the set's key, so a repeat
 * of the whole finds every part that was already accepted.
 */
export async function sendResolved(
  transport: Transport,
  messages: ProviderMessage[],
  key: string,
): Promise<Resolution> {
  const result = await transport.sendBatch(messages, key);
  if (result.kind !== "invalid") return { result, isSplit: false };
  if (messages.length === 1) return { result: alone(result.reason), isSplit: false };
  return { result: await sendHalves(transport, messages, key, 0), isSplit: true };
}

async function sendHalves(
  transport: Transport,
  messages: ProviderMessage[],
  key: string,
  offset: number,
): Promise<SendResult> {
  const middle = Math.ceil(messages.length / 2);
  const outcomes: Outcome[] = [];
  for (const [start, half] of [
    [0, messages.slice(0, middle)],
    [middle, messages.slice(middle)],
  ] as const) {
    const part = await sendPart(transport, half, key, offset + start);
    if (part.kind !== "outcomes") return part;
    outcomes.push(...part.outcomes);
  }
  return { kind: "outcomes", outcomes };
}

async function sendPart(
  transport: Transport,
  messages: ProviderMessage[],
  key: string,
  offset: number,
): Promise<SendResult> {
  const result = await transport.sendBatch(messages, `${key}/${offset}-${messages.length}`);
  if (result.kind !== "invalid") return result;
  return messages.length === 1
    ? alone(result.reason)
    : sendHalves(transport, messages, key, offset);
}

const alone = (reason: string): SendResult => ({
  kind: "outcomes",
  outcomes: [{ state: "failed", reason: `refused: ${reason}` }],
});
