/** Batches that are counted together; the database's functions that forget a slice and read the log have the same figure. */
export const sliceBatches = 25;

/** So many recipients of a slice are listed with their count; of more the slice itself is read. */
export const listedMost = 150;

/**
 * Whether a delivery of so many batches is counted ahead. Of a smaller one the recipients themselves are counted: that
 * takes no longer, and the figures are of this moment.
 */
export const isTallied = (batches: number): boolean => batches > 200;

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
/** Steps of the chart in seconds; each divides the next and a day in Japan. */
export const courseSteps = [minute, 5 * minute, 15 * minute, hour, 6 * hour, day] as const;
export const bucketsMost = 72;
/** 2000-01-01 00:00 in Japan, from which all steps are counted. */
export const courseOrigin = 946_652_400;

/** Seconds in one bar of the chart, so that the whole span fits into at most 72 bars where it can. */
export function bucketSeconds(from: Date, until: Date): number {
  const span = Math.max(0, until.getTime() - from.getTime()) / 1000;
  return courseSteps.find((step) => span / step <= bucketsMost) ?? day;
}

export type CourseCounts = { accepted: number; delivered: number; opened: number; bounced: number };
export type CourseRow = CourseCounts & { /** Seconds since 1970. */ at: number };
export type TimelineBucket = CourseCounts & { at: Date };
export type Timeline = { seconds: number; buckets: TimelineBucket[] };

const mostBuckets = 200;

/** Equal steps over the delivery's whole course, empty ones too, from counts in steps as fine as the chart's or finer. */
export function drawCourse(startedAt: Date | null, rows: readonly CourseRow[]): Timeline {
  const times = rows.map(({ at }) => at);
  if (!startedAt || times.length === 0) return { seconds: minute, buckets: [] };
  const seconds = stepFor(startedAt, Math.max(...times));
  const place = (at: number) => Math.floor((at - courseOrigin) / seconds);
  const first = place(Math.min(...times));
  const length = Math.min(mostBuckets, place(Math.max(...times)) - first + 1);
  const buckets = Array.from({ length }, (_, index) => ({
    at: new Date((courseOrigin + (first + index) * seconds) * 1000),
    accepted: 0,
    delivered: 0,
    opened: 0,
    bounced: 0,
  }));
  for (const row of rows) {
    const bucket = buckets[place(row.at) - first];
    if (!bucket) continue;
    for (const key of ["accepted", "delivered", "opened", "bounced"] as const)
      bucket[key] += row[key];
  }
  return { seconds, buckets };
}

/** A time may have been counted in the next coarser step, so the span ends where that one does. */
function stepFor(startedAt: Date, last: number): number {
  const least = bucketSeconds(startedAt, new Date(last * 1000));
  const next = courseSteps.find((step) => step > least) ?? day;
  return bucketSeconds(startedAt, new Date((last + next) * 1000));
}
