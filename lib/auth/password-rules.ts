import { z } from "zod";
import { commonPhrases, predictableRows, predictableWords } from "./common-passwords";

const passwordMinLength = 15;
const passwordMaxLength = 128;

/** What must be left of a password when its predictable parts are taken away. */
const leastUnpredictable = 5;
const shortestWalk = 3;

const lookalikes: Record<string, string> = {
  "@": "a",
  "4": "a",
  "3": "e",
  "1": "i",
  "!": "i",
  "0": "o",
  $: "s",
  "5": "s",
  "7": "t",
};

const reversed = (text: string): string => [...text].reverse().join("");
const rows = predictableRows.flatMap((row) => [row, reversed(row)]);
const wordsByLength = [...predictableWords].sort((a, b) => b.length - a.length);

/** A new password: NFKC, 15 to 128 characters, no composition rules, nothing that is guessed first. */
export const passwordSchema = z
  .string()
  .transform((text) => text.normalize("NFKC"))
  .pipe(
    z
      .string()
      .refine((text) => [...text].length >= passwordMinLength, {
        error: "passwordTooShort",
        abort: true,
      })
      .max(passwordMaxLength)
      .refine((text) => !isPredictable(text), "passwordTooCommon"),
  );

/** Whether a password is guessed early; `personal` adds words known of its owner (e-mail, name, company). */
export function isPredictable(password: string, personal: readonly string[] = []): boolean {
  const plain = foldPassword(password);
  const readings = new Set([plain, unleet(plain)]);
  const owned = personal.flatMap(personalWords);
  return [...readings].some((reading) => isPredictableReading(reading, owned));
}

/** Lower case without spaces and punctuation: how the lists are written. */
function foldPassword(password: string): string {
  return password
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s\p{Zs}._\-,、。・/\\|'"()[\]{}+*=~^:;<>?#%&]/gu, "");
}

const unleet = (text: string): string => [...text].map((char) => lookalikes[char] ?? char).join("");

const personalWords = (text: string): string[] =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .split(/[\s@._\-+]+/)
    .filter((word) => word.length >= 3);

function isPredictableReading(text: string, owned: readonly string[]): boolean {
  if (commonPhrases.has(text) || commonPhrases.has(text.replace(/[\d!]+$/, ""))) return true;
  if (new Set(text).size <= 3 || isRepetition(text)) return true;
  return unpredictableLength(text, [...owned, ...wordsByLength]) < leastUnpredictable;
}

/** One unit again and again, as in `abcabcabcabcabca`. */
function isRepetition(text: string): boolean {
  for (let unit = 1; unit <= text.length / 2; unit++) {
    const piece = text.slice(0, unit);
    if (piece.repeat(Math.ceil(text.length / unit)).startsWith(text)) return true;
  }
  return false;
}

/** Characters that belong to no common word, walk over a keyboard or alphabet, or repeated character. */
function unpredictableLength(text: string, words: readonly string[]): number {
  let left = 0;
  for (let at = 0; at < text.length; ) {
    const taken = Math.max(
      wordAt(text, at, words),
      walkAt(text, at),
      repeatAt(text, at),
      yearAt(text, at),
    );
    if (taken === 0) left++;
    at += Math.max(taken, 1);
  }
  return left;
}

const wordAt = (text: string, at: number, words: readonly string[]): number =>
  Math.max(0, ...words.map((word) => (text.startsWith(word, at) ? word.length : 0)));

function walkAt(text: string, at: number): number {
  let longest = 0;
  for (const row of rows) {
    let length = shortestWalk;
    while (at + length <= text.length && row.includes(text.slice(at, at + length))) length++;
    if (length > shortestWalk) longest = Math.max(longest, length - 1);
  }
  return longest;
}

function repeatAt(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] === text[at]) end++;
  return end - at >= 3 ? end - at : 0;
}

const yearAt = (text: string, at: number): number =>
  /^(19|20)\d\d/.test(text.slice(at, at + 4)) ? 4 : 0;
