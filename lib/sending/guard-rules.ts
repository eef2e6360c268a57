export type Outcomes = {
  /** Recipients of whom something is known: accepted, delivered or bounced. */
  tried: number;
  bounced: number;
  complained: number;
  /** Per mille of those tried; null never stops. */
  mostBounces: number | null;
  mostComplaints: number | null;
};

/** Below these a rate says nothing: one bounce among nine is none of a list's fault. */
const triedLeast = 50;
const bouncesLeast = 5;
const complaintsLeast = 3;

/** Why a delivery with these outcomes must not go on, as a stored reason, or null. */
export function findHarm(outcomes: Outcomes): string | null {
  const { tried, bounced, complained, mostBounces, mostComplaints } = outcomes;
  if (tried < triedLeast) return null;
  const reaches = (count: number, least: number, most: number | null) =>
    most !== null && count >= least && count * 1000 >= most * tried;
  if (reaches(complained, complaintsLeast, mostComplaints))
    return `complaintRate: ${percent(complained, tried)}`;
  if (reaches(bounced, bouncesLeast, mostBounces)) return `bounceRate: ${percent(bounced, tried)}`;
  return null;
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)}%`;

/** The first part of a delivery that is sent ahead: one batch in a hundred, at least one. */
export const canaryBatches = (batches: number): number => Math.max(1, Math.ceil(batches / 100));

/** How long the rest waits for what becomes of the first part. */
export const canaryMinutes = 30;
