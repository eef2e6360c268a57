const hourMs = 3_600_000;

/** Everyone concerned is to be told within this time of the detection (white paper, W26). */
export const deadlineHours = 72;
/** When the operators are called again while the clock runs. */
export const escalationHours = [24, 48, 60] as const;

type Clocked = { detectedAt: Date; notifiedAt: Date | null; closedAt: Date | null };

export const deadlineOf = ({ detectedAt }: Pick<Clocked, "detectedAt">): Date =>
  new Date(detectedAt.getTime() + deadlineHours * hourMs);

/** The clock stands when everyone was told, or when the incident was closed as one that concerns nobody. */
export const isClockRunning = ({ notifiedAt, closedAt }: Clocked): boolean =>
  !notifiedAt && !closedAt;

/** Milliseconds left of the 72 hours, negative when they are over; counted to the time the clock stopped. */
export function remainingMs(incident: Clocked, now: Date): number {
  const end = incident.notifiedAt ?? incident.closedAt ?? now;
  return deadlineOf(incident).getTime() - end.getTime();
}

/** The stages that a running clock has passed, in hours; 72 when time is up. */
export function passedStages(incident: Clocked, now: Date): number[] {
  if (!isClockRunning(incident)) return [];
  const elapsed = now.getTime() - incident.detectedAt.getTime();
  return [...escalationHours, deadlineHours].filter((hours) => elapsed >= hours * hourMs);
}

/** `52:07` hours and minutes, without a sign. */
export function clockText(milliseconds: number): string {
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

export type IncidentState = "open" | "notified" | "closed";

export const stateOf = ({ notifiedAt, closedAt }: Clocked): IncidentState =>
  closedAt ? "closed" : notifiedAt ? "notified" : "open";
