export const documentNames = ["terms", "privacy", "security", "responsibility"] as const;
export type DocumentName = (typeof documentNames)[number];

/** Versions of each document by the day they take effect, newest first; each stays in content/terms. */
export const documentVersions: Record<DocumentName, readonly [string, ...string[]]> = {
  terms: ["2026-11-24", "2026-11-01"],
  privacy: ["2026-11-24", "2026-11-01"],
  security: ["2026-11-24", "2026-11-01"],
  responsibility: ["2026-11-01"],
};

/** What a person agrees to with one tick: which terms and which privacy policy. */
export type Agreement = { version: string; terms: string; privacy: string };

/** Newest first; a new version of either document needs a new agreement, which everybody is then asked for. */
export const agreements: readonly [Agreement, ...Agreement[]] = [
  { version: "2026-11-24", terms: "2026-11-24", privacy: "2026-11-24" },
  { version: "2026-11-01", terms: "2026-11-01", privacy: "2026-11-01" },
];

/** The agreement that is asked for today. */
export const termsVersion = agreements[0].version;

export const findAgreement = (version: string): Agreement | null =>
  agreements.find((agreement) => agreement.version === version) ?? null;

/** Which documents are newer than in the agreement a person gave last; both when there is none. */
export function documentsToRead(accepted: string | null): ("terms" | "privacy")[] {
  const [current] = agreements;
  const last = accepted === null ? null : findAgreement(accepted);
  return (["terms", "privacy"] as const).filter((name) => last?.[name] !== current[name]);
}

export type TextBlock =
  | { kind: "title" | "heading" | "paragraph"; text: string }
  | { kind: "list"; isOrdered: boolean; items: string[] };

/** Takes the line that says what a version changed off its text; throws when it is missing. */
export function parseVersion(source: string): { changes: string; blocks: TextBlock[] } {
  const [, changes, text] =
    /^---\nchanges: (.+)\n---\n([\s\S]*)$/.exec(source.replaceAll("\r\n", "\n")) ?? [];
  if (!changes || !text) throw new Error("a document does not say what it changes");
  return { changes, blocks: parseDocument(text) };
}

/** Reads the small part of Markdown that the documents use: `#`, `##`, lists and paragraphs. */
export function parseDocument(source: string): TextBlock[] {
  return source
    .replaceAll("\r\n", "\n")
    .split(/\n{2,}/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map(parseBlock);
}

function parseBlock(part: string): TextBlock {
  if (part.startsWith("# ")) return { kind: "title", text: part.slice(2) };
  if (part.startsWith("## ")) return { kind: "heading", text: part.slice(3) };
  const lines = part.split("\n");
  if (lines.every((line) => /^(-|\d+\.) /.test(line))) {
    const items = lines.map((line) => line.replace(/^(-|\d+\.) /, ""));
    return { kind: "list", isOrdered: !part.startsWith("-"), items };
  }
  return { kind: "paragraph", text: lines.join("\n") };
}

/** A paragraph or list item that one version has and the other has not. */
export type Difference = { kind: "added" | "removed"; text: string };

/** What turns one version into another, in reading order: the longest common run of paragraphs stays. */
export function differences(
  before: readonly TextBlock[],
  after: readonly TextBlock[],
): Difference[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const common = commonLengths(old, now);
  const found: Difference[] = [];
  for (let i = 0, j = 0; i < old.length || j < now.length; ) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      i += 1;
      j += 1;
    } else if (
      j >= now.length ||
      (i < old.length && lengthAt(common, i + 1, j) >= lengthAt(common, i, j + 1))
    ) {
      found.push({ kind: "removed", text: old[i++] ?? "" });
    } else {
      found.push({ kind: "added", text: now[j++] ?? "" });
    }
  }
  return found;
}

const linesOf = (blocks: readonly TextBlock[]): string[] =>
  blocks.flatMap((block) => (block.kind === "list" ? block.items : [block.text]));

const lengthAt = (table: number[][], i: number, j: number): number => table[i]?.[j] ?? 0;

/** For each place, how many lines the rests of both texts have in common. */
function commonLengths(old: string[], now: string[]): number[][] {
  const table = Array.from({ length: old.length + 1 }, () =>
    new Array<number>(now.length + 1).fill(0),
  );
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      const row = table[i] as number[];
      row[j] =
        old[i] === now[j]
          ? lengthAt(table, i + 1, j + 1) + 1
          : Math.max(lengthAt(table, i + 1, j), lengthAt(table, i, j + 1));
    }
  }
  return table;
}
