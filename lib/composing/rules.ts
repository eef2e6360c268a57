import { emailFields, nameFields, parseTemplate, type TemplateProblem } from "@/lib/sending/rules";

export type DraftField = "senderId" | "subject" | "html" | "text" | "audience" | "legal";
export type TemplateField = "subject" | "html" | "text";
export type DraftProblemCode =
  | TemplateProblem["code"]
  | "unknownField"
  | "activeContent"
  | "embeddedImage"
  | "noSubject"
  | "noBody"
  | "noSender"
  | "noLegal"
  | "noGroup"
  | "noTags"
  | "nobody";

export type DraftProblem = {
  field: DraftField;
  code: DraftProblemCode;
  isBlocking: boolean;
  /** Where in the text, from 1 for lines and from 0 for characters. */
  line?: number;
  position?: number;
  excerpt?: string;
  key?: string;
  suggestion?: string;
};

export type TemplateTexts = Record<TemplateField, string>;
export const templateFieldNames: readonly TemplateField[] = ["subject", "html", "text"];

export const builtInFields: readonly string[] = [...emailFields, ...nameFields];

/** Most problems named for one text: whatever is pasted, the answer stays readable. */
const problemsMost = 20;

/** Braces that cannot be read, fields that no address has and what mail programs refuse, each with its place. */
export function templateProblems(
  field: TemplateField,
  text: string,
  attributeKeys: readonly string[],
): DraftProblem[] {
  const { fields, problems } = parseTemplate(text);
  const broken = problems
    .slice(0, problemsMost)
    .map((problem): DraftProblem => ({ field, isBlocking: true, ...problem }));
  const known = [...builtInFields, ...attributeKeys];
  const unknown = fields
    .filter((key) => !known.includes(key))
    .slice(0, problemsMost)
    .map((key) => unknownField(field, text, key, known));
  const refused = field === "html" ? markupProblems(text) : [];
  return [...broken, ...unknown, ...refused]
    .sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
    .slice(0, problemsMost);
}

function unknownField(
  field: TemplateField,
  text: string,
  key: string,
  known: readonly string[],
): DraftProblem {
  const suggestion = findSimilar(key, known);
  const place = placeOf(text, key);
  const problem: DraftProblem = { field, code: "unknownField", isBlocking: true, key, ...place };
  return suggestion ? { ...problem, suggestion } : problem;
}

const refusedMarkup = [
  { code: "activeContent", pattern: /<(?:script|iframe|object|embed|applet)\b/i },
  { code: "embeddedImage", pattern: /data:image\/[a-z0-9.+-]{1,60}[;,]/i },
] as const;

/** What mail programs remove or do not show, so that nobody would see the mail as it was meant. */
function markupProblems(html: string): DraftProblem[] {
  return refusedMarkup.flatMap(({ code, pattern }): DraftProblem[] => {
    const found = pattern.exec(html);
    if (!found) return [];
    const { 0: excerpt, index: position } = found;
    const line = html.slice(0, position).split("\n").length;
    return [{ field: "html", code, isBlocking: true, position, line, excerpt }];
  });
}

function placeOf(text: string, key: string): { position: number; line: number } {
  const openings = text.matchAll(/\{\{([^{}|]*)/g);
  for (const { 1: inner = "", index } of openings) {
    if (inner.trim() === key) {
      return { position: index, line: text.slice(0, index).split("\n").length };
    }
  }
  return { position: 0, line: 1 };
}

/** What is missing in the texts themselves. */
export function contentProblems({ subject, html, text }: TemplateTexts): DraftProblem[] {
  const problems: DraftProblem[] = [];
  if (subject.trim() === "") {
    problems.push({ field: "subject", code: "noSubject", isBlocking: true });
  }
  if (html.trim() === "" && text.trim() === "") {
    problems.push({ field: "html", code: "noBody", isBlocking: true });
  }
  return problems;
}

/** Fields without a fallback: an address without a value would show nothing there. */
export function fieldsWithoutFallback(texts: TemplateTexts): string[] {
  const pieces = templateFieldNames.flatMap((name) => parseTemplate(texts[name]).pieces);
  const keys = pieces.flatMap((piece) =>
    piece.kind === "field" && piece.fallback === "" ? [piece.key] : [],
  );
  return [...new Set(keys)].filter((key) => !emailFields.includes(key));
}

/** The known key that was most likely meant, or undefined. */
export function findSimilar(key: string, known: readonly string[]): string | undefined {
  const wanted = folded(key);
  const most = Math.max(1, Math.floor([...wanted].length / 3));
  let best: { key: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = distanceBetween(wanted, folded(candidate), most);
    if (distance <= most && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) {
      best = { key: candidate, distance };
    }
  }
  return best?.key ?? known.find((other) => contains(folded(other), wanted));
}

const folded = (text: string) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

const contains = (one: string, other: string) =>
  [...other].length > 1 && (one.includes(other) || other.includes(one));

/** Levenshtein's distance in characters; gives up above `most`. */
function distanceBetween(one: string, other: string, most: number): number {
  const [a, b] = [[...one], [...other]];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = b.map((_, index) => index + 1);
  row.unshift(0);
  for (const [i, left] of a.entries()) {
    const next = [i + 1];
    for (const [j, right] of b.entries()) {
      const replace = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** `{{key|fallback}}` as it is typed into a text. */
export const mergeFieldText = (key: string, fallback: string): string =>
  fallback ? `{{${key}|${fallback}}}` : `{{${key}}}`;
