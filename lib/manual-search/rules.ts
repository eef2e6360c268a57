import type { ManualPage, ManualSection } from "@/lib/manual/rules";
import { paths } from "@/lib/paths";

type Folded = { text: string /** Where each character was in the original. */; at: number[] };
type Entry = {
  href: string;
  page: string;
  title: string;
  text: string;
  folded: { page: string; title: Folded; text: Folded };
};
export type ManualIndex = readonly Entry[];
/** A text cut into pieces; those that were searched for are marked. */
export type Piece = { text: string; isMatch: boolean };
export type ManualHit = { href: string; page: string; title: Piece[]; excerpt: Piece[] };

const graphemes = new Intl.Segmenter("ja", { granularity: "grapheme" });
const excerptLength = 110;
const mostTerms = 8;

/** One spelling for what sounds the same: NFKC, lower case, katakana as hiragana. */
export const foldText = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));

function foldWithPlaces(original: string): Folded {
  let text = "";
  const at: number[] = [];
  for (const { segment, index } of graphemes.segment(original)) {
    const folded = foldText(segment);
    text += folded;
    for (let unit = 0; unit < folded.length; unit++) at.push(index);
  }
  at.push(original.length);
  return { text, at };
}

/** Every section of every page, ready to be searched. */
export function makeIndex(pages: readonly ManualPage[]): ManualIndex {
  return pages.flatMap((page) => page.sections.map((section) => makeEntry(page, section)));
}

function makeEntry(page: ManualPage, { title, anchor, body }: ManualSection): Entry {
  const text = plainText(body);
  const folded = {
    page: foldText(page.title),
    title: foldWithPlaces(title),
    text: foldWithPlaces(text),
  };
  const address = paths.manualPage(page.slug);
  return { href: anchor ? `${address}#${anchor}` : address, page: page.title, title, text, folded };
}

/** What a person reads of Markdown: no marks, addresses or table lines. */
export const plainText = (markdown: string): string =>
  markdown
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^\s*\|?(\s*:?-{2,}:?\s*\|?)+\s*$/gm, "")
    .replace(/^\s*(?:[-*>]|\d+\.)\s+/gm, "")
    .replace(/[`*]|\s*\|\s*/g, (mark) => (mark.includes("|") ? " " : ""))
    .replace(/\s+/g, " ")
    .trim();

/** Sections that hold every word of the query, or failing that some, best first; parts of words count as words. */
export function searchManual(index: ManualIndex, query: string): ManualHit[] {
  const terms = foldText(query)
    .split(/[\s\p{P}\p{S}]+/u)
    .filter(Boolean)
    .slice(0, mostTerms)
    .map((term) => variantsOf(index, term));
  if (terms.length === 0) return [];
  const scored = index.map((entry) => ({
    entry,
    scores: terms.map((term) => scoreOf(entry, term)),
  }));
  const full = scored.filter(({ scores }) => scores.every((score) => score > 0));
  const found = full.length > 0 ? full : scored.filter(({ scores }) => scores.some(Boolean));
  const sum = (scores: number[]) => scores.reduce((total, score) => total + score, 0);
  const words = terms.flatMap(({ exact, parts }) => [...exact, ...parts]);
  return found
    .sort((a, b) => sum(b.scores) - sum(a.scores))
    .map(({ entry }) => makeHit(entry, words));
}

type Term = { exact: string[]; parts: string[] };

/** The word, its English stem and, where no section has either, its pairs of characters. */
function variantsOf(index: ManualIndex, term: string): Term {
  const stem = /^[a-z]{4,}$/.test(term) ? term.replace(/(?<=.{3})(ies|ing|ed|es|s|y)$/, "") : term;
  const exact = [...new Set([term, stem])];
  const isKnown = index.some(({ folded: { title, text } }) =>
    exact.some((word) => title.text.includes(word) || text.text.includes(word)),
  );
  return { exact, parts: isKnown ? [] : pairsOf(term) };
}

/** Pairs of only hiragana are particles and endings, which are everywhere. */
function pairsOf(term: string): string[] {
  const pairs = [...term].slice(1).map((char, at) => `${[...term][at]}${char}`);
  return [...new Set(pairs)].filter((pair) => !/^[\u3041-\u3096]+$/.test(pair));
}

function scoreOf({ folded }: Entry, { exact, parts }: Term): number {
  const whole = exact.map((word, at) => wordScore(folded, word) * (at === 0 ? 1 : 0.8));
  if (parts.length === 0) return Math.max(...whole);
  const present = parts.filter(
    (pair) => folded.title.text.includes(pair) || folded.text.text.includes(pair),
  );
  const share = present.length / parts.length;
  const titled = parts.filter((pair) => folded.title.text.includes(pair)).length / parts.length;
  return share >= 0.5 ? share * 8 + titled * 10 : 0;
}

function wordScore({ page, title, text }: Entry["folded"], word: string): number {
  const inTitle = title.text.includes(word) ? 20 + (10 * word.length) / title.text.length : 0;
  const count = text.text.split(word).length - 1;
  if (!inTitle && count === 0) return 0;
  return inTitle + Math.min(count, 6) + (page.includes(word) ? 6 : 0);
}

function makeHit({ href, page, title, text, folded }: Entry, words: string[]): ManualHit {
  const first = Math.min(
    ...words.map((word) => folded.text.text.indexOf(word)).filter((place) => place >= 0),
  );
  const start = Number.isFinite(first) ? Math.max(0, (folded.text.at[first] ?? 0) - 30) : 0;
  const end = Math.min(text.length, start + excerptLength);
  const excerpt = mark(text, folded.text, words, start, end);
  if (start > 0) excerpt.unshift({ text: "…", isMatch: false });
  if (end < text.length) excerpt.push({ text: "…", isMatch: false });
  return { href, page, title: mark(title, folded.title, words, 0, title.length), excerpt };
}

function mark(text: string, folded: Folded, words: string[], start: number, end: number): Piece[] {
  const isMarked = new Array<boolean>(text.length).fill(false);
  for (const word of words) {
    for (let from = 0; ; ) {
      const at = folded.text.indexOf(word, from);
      if (at < 0) break;
      const [first = 0, last = 0] = [folded.at[at], folded.at[at + word.length]];
      isMarked.fill(true, first, Math.max(last, first + 1));
      from = at + word.length;
    }
  }
  const pieces: Piece[] = [];
  for (let at = start; at < end; at++) {
    const isMatch = isMarked[at] ?? false;
    const last = pieces.at(-1);
    if (last?.isMatch === isMatch) last.text += text[at];
    else pieces.push({ text: text[at] ?? "", isMatch });
  }
  return pieces;
}
