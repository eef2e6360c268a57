import type { importStates } from "@/db/values";

/** For how long an import can be taken back. */
export const undoDays = 30;

export const endedStates = ["finished", "failed", "cancelled"] as const;

type Undoable = {
  state: (typeof importStates)[number];
  finishedAt: Date | null;
  inserted: number;
  updated: number;
};

/** Until when an import can be taken back; null when it changed nothing or has not ended. */
export function undoableUntil(file: Undoable): Date | null {
  const hasEnded = endedStates.some((state) => state === file.state);
  if (!hasEnded || !file.finishedAt || file.inserted + file.updated === 0) return null;
  return new Date(file.finishedAt.getTime() + undoDays * 86_400_000);
}
