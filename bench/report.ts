import { mkdirSync, writeFileSync } from "node:fs";

export type Row = {
  step: string;
  figure: number;
  /** What it is measured against, in the same unit. */
  limit: number;
  unit: string;
  ratio: number;
  required: string;
  isMet: boolean;
};

/** Some rows of a benchmark and the single measurements behind them. */
export type Part = { rows: Row[]; facts: Record<string, unknown> };

/** The middle of three or any odd number. */
export const median = (figures: readonly number[]): number =>
  [...figures].sort((one, other) => one - other)[Math.floor(figures.length / 2)] ?? Number.NaN;

export const atMost = (
  { step, figure, limit, unit }: Pick<Row, "step" | "figure" | "limit" | "unit">,
  most: number,
): Row => {
  const ratio = figure / limit;
  return { step, figure, limit, unit, ratio, required: `<= ${most}`, isMet: ratio <= most };
};

export const atLeast = (
  { step, figure, limit, unit }: Pick<Row, "step" | "figure" | "limit" | "unit">,
  least: number,
): Row => {
  const ratio = figure / limit;
  return { step, figure, limit, unit, ratio, required: `>= ${least}`, isMet: ratio >= least };
};

/** Prints the rows, writes them beside, and fails the run when one misses its figure. */
export function report(name: string, rows: readonly Row[], facts: Record<string, unknown>): void {
  for (const { step, figure, limit, unit, ratio, required, isMet } of rows)
    process.stdout.write(
      `${step.padEnd(58)} ${figure.toFixed(1).padStart(10)} ${limit.toFixed(1).padStart(10)} ${unit.padEnd(7)} ${ratio.toFixed(2).padStart(6)} ${required.padEnd(7)} ${isMet ? "met" : "MISSED"}\n`,
    );
  mkdirSync("bench/results", { recursive: true });
  writeFileSync(
    `bench/results/${name}.json`,
    JSON.stringify({ at: new Date().toISOString(), ...facts, rows }, null, 2),
  );
  if (rows.some(({ isMet }) => !isMet)) process.exitCode = 1;
}
