/** How a workbook counts days: from 1900, or from 1904 as on old Macs. */
export type Era = 1900 | 1904;

/** Number formats that are dates without saying so (ECMA-376 18.8.30, with those of East Asian versions). */
const builtInDates = new Set([
  14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 45, 46, 47, 50, 51,
  52, 53, 54, 55, 56, 57, 58,
]);

/** Whether a number format shows a date: its code names a part of one outside of quotes, brackets and escapes. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtInDates.has(id);
  const plain = code.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, "");
  return /[ymdhs]/i.test(plain.replace(/general/gi, ""));
}

const dayMs = 86_400_000;

/** A day's number as `2026-04-01`, with the time when it has one; null when it is no day. */
export function dateText(serial: number, era: Era): string | null {
  if (!(serial >= 0 && serial < 2_958_466)) return null;
  // Day 60 is 29 February 1900, which there never was.
  const offset = era === 1904 ? -24_107 : serial < 61 ? -25_568 : -25_569;
  const days = serial + offset;
  const iso = new Date(Math.round((days * dayMs) / 1000) * 1000).toISOString();
  const time = iso.slice(11, 19);
  if (serial < 1) return time;
  return time === "00:00:00" ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`;
}

/** A number as a person would type it. */
export function numberText(text: string): string {
  const value = Number(text);
  if (text === "" || !Number.isFinite(value)) return text;
  return Number.isInteger(value) && Math.abs(value) < 1e21
    ? BigInt(value).toString()
    : String(Number(value.toPrecision(15)));
}

/** The place of a column from a cell's reference, from 0: `B7` is 1. Null when it is none. */
export function columnIndex(reference: string): number | null {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference)?.[1];
  if (!letters) return null;
  let index = 0;
  for (const letter of letters) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}

/** Always in quotes, so that no cell is read as anything but itself. */
export const quotedLine = (cells: readonly string[]): string =>
  `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")}\r\n`;
