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

/** Why somebody was missed: what was stored, by its name, and the server's status code or the provider's word for it. */
export type ReasonParts = { state: RecipientState; reason: string | null; code: string | null };

/** The key by which a reason is tallied, `bounced:hardBounce:5.1.1`. */
export const reasonKey = ({ state, reason, code }: ReasonParts): string =>
  `${state}:${reason ?? ""}:${code ?? ""}`;

export function splitReasonKey(key: string): ReasonParts {
  const [state = "", reason = "", ...code] = key.split(":");
  return {
    state: state as RecipientState,
    reason: reason || null,
    code: code.join(":") || null,
  };
}

/** Whether the view shows anybody who was missed for the tallied reason. */
export function fitsView(key: string, view: LogView): boolean {
  const { state } = splitReasonKey(key);
  return missedStates.includes(state) && ["all", "missed", state].includes(view);
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
