import type { recipientStates } from "@/db/values";

export type RecipientState = (typeof recipientStates)[number];

export const recipientStateList: readonly RecipientState[] = [
  "queued",
  "sending",
  "accepted",
  "delivered",
  "bounced",
  "failed",
  "suppressed",
  "cancelled",
  "unknown",
];

/** Those whom the mail has not reached and will not reach by itself. */
export const missedStates: readonly RecipientState[] = [
  "failed",
  "bounced",
  "unknown",
  "suppressed",
  "cancelled",
];

export const recipientMarks = ["opened", "clicked", "complained", "unsubscribed"] as const;
export type RecipientMark = (typeof recipientMarks)[number];
/** What the log shows: everyone, who was missed, one state, or those with a mark. */
export type LogView = "all" | "missed" | RecipientState | RecipientMark;

export const logViews: readonly LogView[] = [
  "all",
  "missed",
  ...recipientStateList,
  ...recipientMarks,
];

export const readLogView = (text: string | undefined): LogView =>
  logViews.find((view) => view === text) ?? "all";

export const isRecipientMark = (view: LogView): view is RecipientMark =>
  recipientMarks.some((mark) => mark === view);

/** The states a view keeps; null keeps all. */
export function statesOf(view: LogView): readonly RecipientState[] | null {
  if (view === "missed") return missedStates;
  return recipientStateList.includes(view as RecipientState) ? [view as RecipientState] : null;
}

/** A stored reason as its name and the detail behind it: `hardBounce: mailbox full`. */
export function splitReason(reason: string): { key: string; detail: string } {
  const colon = reason.indexOf(":");
  if (colon < 0) return { key: reason, detail: "" };
  return { key: reason.slice(0, colon), detail: reason.slice(colon + 1).trim() };
}

type Parts = Record<RecipientState, number> & { audience: number };

/** Whether every recipient of the audience is in exactly one state. */
export const isBalanced = (ledger: Parts): boolean =>
  ledger.audience === recipientStateList.reduce((sum, state) => sum + ledger[state], 0);

/** The next batches to read, null for all there are, and the number with which to go on; null where they end. */
export type Batches = { batchNos: number[] | null; next: number | null };

/**
 * As many of the batches, in their order, as hold so many recipients; the first may have been read in part and counts
 * for nothing. `isEnd` tells that no others follow.
 */
export function firstBatches(
  batches: readonly { batchNo: number; found: number }[],
  size: number,
  isEnd: boolean,
): Batches {
  let sum = 0;
  const last = batches.findIndex(({ found }, index) => {
    sum += index > 0 ? found : 0;
    return sum >= size;
  });
  const taken = last < 0 ? batches : batches.slice(0, last + 1);
  const batchNos = taken.map(({ batchNo }) => batchNo);
  const next = (batchNos.at(-1) ?? 0) + 1;
  return { batchNos, next: isEnd && taken.length === batches.length ? null : next };
}
