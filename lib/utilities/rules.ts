import type { utilityKinds, utilityStates } from "@/db/values";

export type UtilityKind = (typeof utilityKinds)[number];
export type UtilityState = (typeof utilityStates)[number];

export const undoDays = 30;
/** A full export can be fetched for so long. */
export const exportHours = 24;
export const utilityAttempts = 3;

type Run = { kind: UtilityKind; state: UtilityState; changed: number; createdAt: Date };

const ageMs = ({ createdAt }: Run, now: number) => now - createdAt.getTime();

/** Whether a run can still be taken back. */
export const isUndoable = (run: Run, now = Date.now()): boolean =>
  run.kind !== "export" &&
  run.changed > 0 &&
  (run.state === "finished" || run.state === "failed") &&
  ageMs(run, now) < undoDays * 24 * 3_600_000;

/** Whether an export's file can still be fetched. */
export const isFetchable = (run: Run, now = Date.now()): boolean =>
  run.kind === "export" && run.state === "finished" && ageMs(run, now) < exportHours * 3_600_000;
