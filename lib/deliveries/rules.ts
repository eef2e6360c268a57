import type { deliveryStates } from "@/db/values";
import { AppError } from "@/lib/errors";

export type DeliveryState = (typeof deliveryStates)[number];
export type DeliveryVerb =
  | "edit"
  | "delete"
  | "schedule"
  | "unschedule"
  | "pause"
  | "resume"
  | "cancel"
  | "retry"
  | "resend"
  | "duplicate";

const everyState: readonly DeliveryState[] = [
  "draft",
  "scheduled",
  "preparing",
  "sending",
  "paused",
  "finished",
  "cancelled",
  "failed",
];

/** In which states a person may do what. */
const allowed: Record<DeliveryVerb, readonly DeliveryState[]> = {
  edit: ["draft"],
  delete: ["draft"],
  schedule: ["draft"],
  unschedule: ["scheduled"],
  pause: ["preparing", "sending"],
  resume: ["paused"],
  cancel: ["scheduled", "preparing", "sending", "paused"],
  retry: ["sending", "finished"],
  resend: ["finished", "cancelled"],
  duplicate: everyState,
};

export const canDo = (state: DeliveryState, verb: DeliveryVerb): boolean =>
  allowed[verb].includes(state);

/** Throws a `conflict` that says the delivery has moved on. */
export function demandState(state: DeliveryState, verb: DeliveryVerb): void {
  if (!canDo(state, verb)) throw new AppError("conflict", "deliveries.errors.movedOn");
}

/** Whether the delivery changes by itself: pages then look again. */
export const isMoving = (state: DeliveryState): boolean =>
  state === "scheduled" || state === "preparing" || state === "sending";

export const deliveryTabs = [
  "all",
  "drafts",
  "approval",
  "scheduled",
  "sending",
  "finished",
] as const;
export type DeliveryTab = (typeof deliveryTabs)[number];

/** The states that a tab of the list shows; of drafts, `approval` shows those that wait for one. */
export const tabStates: Record<DeliveryTab, readonly DeliveryState[]> = {
  all: everyState,
  drafts: ["draft"],
  approval: ["draft"],
  scheduled: ["scheduled"],
  sending: ["preparing", "sending", "paused"],
  finished: ["finished", "cancelled", "failed"],
};

export const readTab = (text: string | undefined): DeliveryTab =>
  deliveryTabs.find((tab) => tab === text) ?? "all";

/** The name of a copy, within the length a name may have. */
export function copyName(name: string, suffix: string, maxLength: number): string {
  const characters = [...name];
  while (characters.join("").length + suffix.length > maxLength) characters.pop();
  return `${characters.join("")}${suffix}`;
}
