import type { recipientStates } from "@/db/values";

export type RecipientState = (typeof recipientStates)[number];
export type ProviderEvent = {
  type: string;
  at: Date;
  bounce: { isHard: boolean; message: string } | null;
  /** An open that may be a machine's. */
  isAutomatic: boolean;
};

/** What the provider's events say about a recipient; a null state means that they do not touch it. */
export type EventSummary = {
  state: RecipientState | null;
  reason: string | null;
  acceptedAt: Date | null;
  deliveredAt: Date | null;
  bouncedAt: Date | null;
  complainedAt: Date | null;
  openedAt: Date | null;
  /** Every open may be a machine's, and no link was followed. */
  openedAutomatically: boolean;
  clickedAt: Date | null;
  suppress: "bounced" | "complained" | null;
};

type Evidence = { rank: number; state: RecipientState };

/** The stronger evidence wins, whatever came first: a mailbox that opened a mail has received it. */
const evidence: Record<string, Evidence> = {
  "email.sent": { rank: 1, state: "accepted" },
  "email.delivery_delayed": { rank: 1, state: "accepted" },
  "email.failed": { rank: 2, state: "failed" },
  softBounce: { rank: 3, state: "bounced" },
  "email.delivered": { rank: 4, state: "delivered" },
  "email.opened": { rank: 4, state: "delivered" },
  "email.clicked": { rank: 4, state: "delivered" },
  "email.complained": { rank: 4, state: "delivered" },
  hardBounce: { rank: 5, state: "bounced" },
};

/** The outcome of all of a recipient's events; their order and repeats make no difference. */
export function summarizeEvents(events: readonly ProviderEvent[]): EventSummary {
  const strongest = events
    .map((event) => ({ event, proof: evidenceOf(event) }))
    .filter(({ proof }) => proof !== undefined)
    .sort(
      (a, b) =>
        (b.proof?.rank ?? 0) - (a.proof?.rank ?? 0) || a.event.at.getTime() - b.event.at.getTime(),
    )[0];
  const complainedAt = earliest(events, "email.complained");
  const openedAt = earliest(events, "email.opened");
  const clickedAt = earliest(events, "email.clicked");
  const implied = first([openedAt, clickedAt, complainedAt]);
  const isHard = events.some(({ bounce }) => bounce?.isHard);
  return {
    state: strongest?.proof?.state ?? null,
    reason: strongest ? reasonOf(strongest.event, strongest.proof?.state) : null,
    acceptedAt: first(events.map(({ at }) => at)),
    deliveredAt: earliest(events, "email.delivered") ?? implied,
    bouncedAt: earliest(events, "email.bounced", "email.suppressed"),
    complainedAt,
    openedAt,
    openedAutomatically:
      openedAt !== null &&
      clickedAt === null &&
      events.every(({ type, isAutomatic }) => type !== "email.opened" || isAutomatic),
    clickedAt,
    suppress: complainedAt ? "complained" : isHard ? "bounced" : null,
  };
}

function evidenceOf({ type, bounce }: ProviderEvent): Evidence | undefined {
  if (bounce) return bounce.isHard ? evidence.hardBounce : evidence.softBounce;
  return evidence[type];
}

function reasonOf({ bounce }: ProviderEvent, state: RecipientState | undefined): string | null {
  if (state === "failed") return "refused: email.failed";
  if (state !== "bounced" || !bounce) return null;
  return `${bounce.isHard ? "hardBounce" : "softBounce"}: ${bounce.message}`;
}

function earliest(events: readonly ProviderEvent[], ...types: string[]): Date | null {
  return first(events.filter(({ type }) => types.includes(type)).map(({ at }) => at));
}

function first(dates: (Date | null)[]): Date | null {
  const times = dates.flatMap((date) => (date ? [date.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** A stored reason such as `hardBounce: 550 no such user` as the message key `sending.reasons.hardBounce` and its detail. */
export function splitReason(reason: string): { code: string; detail: string } {
  const colon = reason.indexOf(": ");
  return colon < 0
    ? { code: reason, detail: "" }
    : { code: reason.slice(0, colon), detail: reason.slice(colon + 2) };
}
