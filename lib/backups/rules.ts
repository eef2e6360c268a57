import { join } from "node:path";
import { env } from "@/lib/env";

/** Generations kept, and the greatest age of any copy in days. */
export const keptGenerations = 7;
export const oldestDays = 9;
/** Hours without a verified backup after which the operator is alarmed. */
export const alarmHours = 26;

/** Backups and drills run one after another. */
export const backupQueue = "backups";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const backupDir = (): string => env().BACKUP_DIR ?? join(env().ECAI_DATA_DIR, "backups");

/** Customers' files: a folder for each tenant, named by its id. */
export const filesDir = (): string => join(env().ECAI_DATA_DIR, "files");

/** `2026-11-24` in Japan. */
export const jstDay = (date: Date): string =>
  new Date(date.getTime() + 9 * hourMs).toISOString().slice(0, 10);

/** `2026-11-24T031000`: the moment in Japan at which a generation was begun. */
export const generationName = (startedAt: Date): string =>
  new Date(startedAt.getTime() + 9 * hourMs).toISOString().slice(0, 19).replaceAll(":", "");

type Generation = { name: string; day: string; state: string; startedAt: Date };

/**
 * Which generations may go: of each day all but one (a verified one where there is), all but the newest seven days, and
 * whatever is older than nine days; nothing before a newer one is verified. A damaged copy counts: most of it is whole.
 */
export function outdated<G extends Generation>(generations: readonly G[], now: Date): G[] {
  const stored = generations
    .filter(({ state }) => state === "verified" || state === "damaged")
    .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
  const newest = stored.find(({ state }) => state === "verified");
  if (!newest) return [];
  const days = [...new Set(stored.map(({ day }) => day))].slice(0, keptGenerations);
  const isYoung = ({ startedAt }: G) => now.getTime() - startedAt.getTime() <= oldestDays * dayMs;
  const kept = new Set([newest, ...days.map((day) => pickOfDay(stored, day)).filter(isYoung)]);
  return stored.filter(
    (generation) => !kept.has(generation) && generation.startedAt < newest.startedAt,
  );
}

function pickOfDay<G extends Generation>(newestFirst: G[], day: string): G {
  const ofDay = newestFirst.filter((generation) => generation.day === day);
  const pick = ofDay.find(({ state }) => state === "verified") ?? ofDay[0];
  if (!pick) throw new Error(`no generation of ${day}`);
  return pick;
}

export type BackupAge = { hours: number | null; isAlarm: boolean };

/** How old the newest verified backup is, and whether that is too old. */
export function backupAge(newest: Date | null, now: Date): BackupAge {
  if (!newest) return { hours: null, isAlarm: true };
  const hours = (now.getTime() - newest.getTime()) / hourMs;
  return { hours, isAlarm: hours > alarmHours };
}
