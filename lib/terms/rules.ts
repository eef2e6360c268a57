/** The version that a person agrees to today; a change of content/terms takes a new one. */
export const termsVersion = "2026-11-01";

export const documentNames = ["terms", "privacy", "security", "responsibility"] as const;
export type DocumentName = (typeof documentNames)[number];

export type TextBlock =
  | { kind: "title" | "heading" | "paragraph"; text: string }
  | { kind: "list"; isOrdered: boolean; items: string[] };

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
