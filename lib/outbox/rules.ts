/** How long a message may be in a worker's hands before another takes it over; longer than any one call's timeout. */
export const leaseSeconds = 120;
/** Then it is failed and waits for an operator. */
export const attemptsMost = 12;
/** The mail provider knows a key for 24 hours. */
const keyLifetimeMs = 23 * 3_600_000;

export type Evidence = Record<string, unknown>;
export type Outcome =
  | { kind: "told"; evidence: Evidence }
  /** Nothing was sent and nothing may be before this time; does not count as an attempt. */
  | { kind: "wait"; until: Date; error: string }
  | { kind: "retry"; error: string }
  | { kind: "failed"; error: string }
  | { kind: "unknown"; error: string }
  | { kind: "off" };

/** Time until the next attempt in milliseconds: 30 s, doubled each time, an hour at most. */
export const backoffMs = (attempts: number): number =>
  Math.min(30_000 * 2 ** Math.max(0, attempts - 1), 3_600_000);

/** What follows when a mail's earlier attempt may have been accepted: the same key is harmless while it is known. */
export function mayRepeatMail(
  message: { attempts: number; firstTriedAt: Date; isTakenOver: boolean },
  transport: "resend" | "smtp",
  now: Date,
): boolean {
  if (message.attempts <= 1) return true;
  if (transport === "smtp") return !message.isTakenOver;
  return now.getTime() - message.firstTriedAt.getTime() < keyLifetimeMs;
}

/** Whether an SMTP error surely left the message unaccepted: the server said so, or there was no connection. */
export function isSurelyRefused(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { responseCode, command } = error as { responseCode?: unknown; command?: unknown };
  return typeof responseCode === "number" || command === "CONN";
}

/** Whose limit a message counts against. */
export const pauseKeyOf = (channel: string, target: string): string =>
  channel === "chatwork"
    ? `chatwork:${target.startsWith("tenant:") ? target : "provider"}`
    : channel;

/** What an answer without a message id means for the message. */
export function chatworkOutcome(status: number, body: unknown, pauseUntil: Date | null): Outcome {
  const error = `chatwork ${status} ${errorsIn(body)}`.trim();
  if (status === 429 && pauseUntil) return { kind: "wait", until: pauseUntil, error };
  return status >= 400 && status < 500 && status !== 408
    ? { kind: "failed", error }
    : { kind: "retry", error };
}

function errorsIn(body: unknown): string {
  const errors = (body as { errors?: unknown } | null)?.errors;
  return Array.isArray(errors) ? errors.join("; ").slice(0, 300) : "";
}

/**
 * The parts of a message found in the room by their markers, or null when the room's newest 100 messages do not
 * reach back to the first attempt, so that nobody can tell.
 */
export function findPostedParts(
  markers: string[],
  messages: { id: string; body: string; sentAt: Date }[],
  firstTriedAt: Date,
): Record<number, string> | null {
  const found: Record<number, string> = {};
  markers.forEach((marker, index) => {
    const message = messages.find(({ body }) => body.includes(marker));
    if (message) found[index] = message.id;
  });
  const oldest = messages[0]?.sentAt.getTime() ?? 0;
  const skewMs = 5 * 60_000;
  const isCovered = messages.length < 100 || oldest <= firstTriedAt.getTime() - skewMs;
  return isCovered || Object.keys(found).length === markers.length ? found : null;
}
