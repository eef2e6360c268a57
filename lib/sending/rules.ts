import type { MergeValues } from "@/db/schema/deliveries";

export type Piece =
  | { kind: "literal"; text: string }
  | { kind: "field"; key: string; fallback: string }
  | { kind: "token"; name: MailTokenName }
  /** Without the white space that it ends in once its fields are filled in. */
  | { kind: "ending"; pieces: readonly Piece[] };

/** What differs for each recipient in the links that the service itself puts into a mail. */
export type MailTokenName = "unsubscribe" | "track" | "web";
export type MailTokens = Partial<Record<MailTokenName, string>>;

export type TemplateProblem = {
  code: "unclosed" | "empty" | "nested";
  /** Offset of the opening braces in the text. */
  position: number;
  line: number;
  excerpt: string;
};

export type ParsedTemplate = { pieces: Piece[]; fields: string[]; problems: TemplateProblem[] };
export type Escape = "html" | "text" | "header";

/** Keys of merge fields that every address has; all other keys are attributes. */
export const emailFields: readonly string[] = ["メールアドレス", "email"];
export const nameFields: readonly string[] = ["名前", "name"];

/**
 * Splits a text into literal pieces and merge fields `{{key|fallback}}`. What cannot be read stays
 * literal and is named in `problems`; whether a field exists is for the caller to judge.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const pieces: Piece[] = [];
  const problems: TemplateProblem[] = [];
  const lineOf = createLineCounter(text);
  const closeFrom = createSearch(text, "}}");
  let done = 0;
  while (done < text.length) {
    const start = text.indexOf("{{", done);
    const literalEnd = start < 0 ? text.length : start;
    if (literalEnd > done) pieces.push({ kind: "literal", text: text.slice(done, literalEnd) });
    if (start < 0) break;
    const field = readField(text, start, closeFrom(start + 2));
    pieces.push(field.piece ?? { kind: "literal", text: text.slice(start, field.end) });
    if (field.problem) {
      const excerpt = text.slice(start, start + 40).split("\n", 1)[0] ?? "";
      problems.push({ code: field.problem, position: start, line: lineOf(start), excerpt });
    }
    done = field.end;
  }
  return { pieces, fields: fieldsOf(pieces), problems };
}

type FieldRead = { end: number; piece?: Piece; problem?: TemplateProblem["code"] };

function readField(text: string, start: number, close: number): FieldRead {
  if (close < 0) return { end: nextOpening(text, start) ?? text.length, problem: "unclosed" };
  const inner = text.slice(start + 2, close);
  if (inner.includes("{")) {
    const next = nextOpening(text, start);
    const isForgotten =
      next !== undefined && next < close && text.slice(start, next).includes("\n");
    if (isForgotten) return { end: next, problem: "unclosed" };
    return { end: endOfBraces(text, close), problem: "nested" };
  }
  if (text[close + 2] === "}") return { end: endOfBraces(text, close), problem: "nested" };
  const bar = inner.indexOf("|");
  const key = (bar < 0 ? inner : inner.slice(0, bar)).trim();
  if (key === "") return { end: close + 2, problem: "empty" };
  const fallback = bar < 0 ? "" : inner.slice(bar + 1).trim();
  return { end: close + 2, piece: { kind: "field", key, fallback } };
}

/** Where the next braces open, behind the ones at `start`. */
function nextOpening(text: string, start: number): number | undefined {
  let from = start;
  while (text[from] === "{") from++;
  const next = text.indexOf("{{", from);
  return next < 0 ? undefined : next;
}

function endOfBraces(text: string, close: number): number {
  let end = close;
  while (text[end] === "}") end++;
  return end;
}

/** Counts on from the last place asked for; places must not go back. */
function createLineCounter(text: string): (position: number) => number {
  const breakFrom = createSearch(text, "\n");
  let line = 1;
  let counted = 0;
  return (position) => {
    for (let end = breakFrom(counted); end >= 0 && end < position; end = breakFrom(counted)) {
      line += 1;
      counted = end + 1;
    }
    return line;
  };
}

/** `indexOf` for places that do not go back: what was found ahead is not searched for again. */
function createSearch(text: string, wanted: string): (from: number) => number {
  let found = -1;
  let isMissing = false;
  return (from) => {
    if (!isMissing && found < from) {
      found = text.indexOf(wanted, from);
      isMissing = found < 0;
    }
    return found;
  };
}

function fieldsOf(pieces: Piece[]): string[] {
  return [...new Set(pieces.flatMap((piece) => (piece.kind === "field" ? [piece.key] : [])))];
}

/** Stands for a token in a text until it is parsed; no text that is stored can hold it. */
export const tokenMark = (name: MailTokenName): string => `\0${name}\0`;

/** The pieces with a slot of its own for each token. */
export function withTokenSlots(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece) => (piece.kind === "literal" ? slotsOf(piece.text) : [piece]));
}

/** Marks open and close with the same sign: every second part is a name. */
const slotsOf = (literal: string): Piece[] =>
  literal
    .split("\0")
    .map((text, index) =>
      index % 2 === 1 ? { kind: "token", name: text as MailTokenName } : { kind: "literal", text },
    );

/** The pieces without the white space at their end, which fields that are empty may leave too. */
export function withoutEnd(pieces: readonly Piece[]): Piece[] {
  const last = pieces.findLastIndex(
    (piece) => piece.kind === "literal" && piece.text.trim() !== "",
  );
  const literal = pieces[last];
  if (literal?.kind !== "literal") return [{ kind: "ending", pieces }];
  const text = literal.text.trimEnd();
  const rest = pieces.slice(last + 1);
  if (rest.length === 0) return [...pieces.slice(0, last), { kind: "literal", text }];
  const ending = [{ kind: "literal" as const, text: literal.text.slice(text.length) }, ...rest];
  return [...pieces.slice(0, last), { kind: "literal", text }, { kind: "ending", pieces: ending }];
}

/** Every field of the given texts, each once. */
export function templateFields(texts: string[]): string[] {
  return [...new Set(texts.flatMap((text) => parseTemplate(text).fields))];
}

/** The text with its fields filled in; an empty value gives the field's fallback. Only values are escaped. */
export function renderPieces(
  pieces: readonly Piece[],
  values: MergeValues,
  mode: Escape,
  tokens: MailTokens = {},
): string {
  let result = "";
  for (const piece of pieces) {
    if (piece.kind === "literal") result += piece.text;
    else if (piece.kind === "token") result += tokens[piece.name] ?? "";
    else if (piece.kind === "ending") result += renderPieces(piece.pieces, values, mode).trimEnd();
    else result += escapeValue(filledValue(values, piece), mode);
  }
  return mode === "header" ? stripControls(result) : result;
}

function filledValue(values: MergeValues, field: { key: string; fallback: string }): string {
  const value = Object.hasOwn(values, field.key) ? values[field.key] : undefined;
  return value === undefined || value.trim() === "" ? field.fallback : value;
}

function escapeValue(value: string, mode: Escape): string {
  return mode === "html" ? escapeHtml(value) : value;
}

const htmlEntities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => htmlEntities[character] ?? character);

/** One line without control characters: nothing in it can start another header. */
export const stripControls = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();

/** The values of an address for the given fields, as preparation freezes them. */
export function mergeValues(
  address: {
    email: string;
    name: string;
    attributes: Record<string, string | number | null>;
  },
  fields: readonly string[],
): MergeValues {
  const values: MergeValues = {};
  for (const key of fields) {
    if (emailFields.includes(key)) values[key] = address.email;
    else if (nameFields.includes(key)) values[key] = address.name;
    else {
      const value = Object.hasOwn(address.attributes, key) ? address.attributes[key] : null;
      if (value !== null && value !== undefined) values[key] = String(value);
    }
  }
  return values;
}
