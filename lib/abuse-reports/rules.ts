import { jstDay } from "@/lib/backups/rules";
import type { ReportPeriodInput } from "./schema";

const dayMs = 86_400_000;
/** Figures are kept for 400 days. */
const daysMost = 400;
const daysUsual = 30;

export type ReportPeriod = { from: string; to: string };

/** The wanted days, in order and within what is kept; the last thirty where nothing is asked for. */
export function reportPeriod({ from, to }: ReportPeriodInput, now: Date): ReportPeriod {
  const today = jstDay(now);
  const end = to && to <= today ? to : today;
  const usual = shift(end, 1 - daysUsual);
  const begin = from && from <= end ? from : usual;
  const earliest = shift(end, 1 - daysMost);
  return { from: begin < earliest ? earliest : begin, to: end };
}

const shift = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);

export type DayFigures = {
  day: string;
  mails: number;
  sent: number;
  bounced: number;
  complained: number;
  exports: number;
  exportedRows: number;
  signIns: number;
  failedSignIns: number;
  breachedSignIns: number;
};

const nothing = {
  mails: 0,
  sent: 0,
  bounced: 0,
  complained: 0,
  exports: 0,
  exportedRows: 0,
  signIns: 0,
  failedSignIns: 0,
  breachedSignIns: 0,
};

/** One row for each day of the period, also for those on which nothing happened. */
export function everyDay(figures: DayFigures[], { from, to }: ReportPeriod): DayFigures[] {
  const known = new Map(figures.map((row) => [row.day, row]));
  const days: DayFigures[] = [];
  for (let day = from; day <= to; day = shift(day, 1))
    days.push(known.get(day) ?? { day, ...nothing });
  return days;
}

/** The whole period in one row. */
export function totalOf(days: DayFigures[]): Omit<DayFigures, "day"> {
  const total = { ...nothing };
  for (const row of days)
    for (const name of Object.keys(nothing) as (keyof typeof nothing)[]) total[name] += row[name];
  return total;
}

/** Bounces or complaints among what was sent, as a ratio. */
export const ratioOf = (events: number, sent: number): number => (sent > 0 ? events / sent : 0);
