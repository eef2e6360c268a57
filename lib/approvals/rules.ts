import type { approvalStates } from "@/db/values";

export type ApprovalState = (typeof approvalStates)[number];

/** Those that keep the delivery as it is: it waits for an answer, or has a good one. */
export const openStates: ApprovalState[] = ["requested", "approved"];

export const isOpen = (state: ApprovalState): boolean => openStates.includes(state);

/** Whether the rule asks for an approval of a delivery to so many; `from` is null where none is ever needed. */
export const needsApproval = (from: number | null, recipients: number): boolean =>
  from !== null && recipients >= from;

type Open = { state: ApprovalState; isCurrent: boolean; startsAt: Date | null };
type Deciding = { people: readonly unknown[]; isSole: boolean; isCaller: boolean };

/**
 * How a draft's newest request stands for whoever looks: what keeps it from going on (`changed`, `late`, `nobody`), whose
 * turn it is (`decide` and `alone`: the caller's; `own`: somebody else's than the caller, who is part of it; `waiting`), or
 * that it may be sent (`approved`). Null when nothing is open.
 */
export function standingOf(
  approval: Open & { requestedBy: string | null; authorId: string | null },
  { people, isSole, isCaller }: Deciding,
  { callerId, now }: { callerId: string | null; now: Date },
) {
  if (!isOpen(approval.state)) return null;
  const isApproved = approval.state === "approved";
  if (!approval.isCurrent) return isApproved ? "approvedChanged" : "changed";
  if (approval.startsAt && approval.startsAt <= now) return "late";
  if (isApproved) return "approved";
  if (isCaller) return isSole ? "alone" : "decide";
  if (people.length === 0) return "nobody";
  const isOwn = callerId === approval.requestedBy || callerId === approval.authorId;
  return isOwn ? "own" : "waiting";
}

export type Standing = NonNullable<ReturnType<typeof standingOf>>;
