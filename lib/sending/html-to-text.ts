import { decodeEntities } from "./html-entities";

const isHidden = new Set(["script", "style", "head", "title"]);
const paragraphs =
  /^(p|h[1-6]|blockquote|table|ul|ol|section|article|div|tr|header|footer|main|address|dl|dt|dd|pre)$/;
const apart = /^(p|h[1-6]|blockquote|table|ul|ol|section|article)$/;
const rule = "\n----------------------------------------\n";

/** A readable plain text of a mail's HTML: blocks become lines, links keep their address. One pass, whatever is pasted. */
export function htmlToText(html: string): string {
  const reader = createReader(html);
  const parts: string[] = [];
  let link: { href: string; from: number } | undefined;
  for (let piece = reader.next(); piece; piece = reader.next()) {
    if (piece.kind === "text") parts.push(piece.text.replace(/\s+/g, " "));
    else if (piece.name !== "a") parts.push(tagText(piece));
    else {
      if (link) parts.push(linkText(parts.splice(link.from).join(""), link.href));
      link = piece.isClosing
        ? undefined
        : { href: attribute(piece.tag, "href"), from: parts.length };
    }
  }
  return tidy(decodeEntities(parts.join("")));
}

type Tag = { kind: "tag"; tag: string; name: string; isClosing: boolean };
type PieceOfHtml = { kind: "text"; text: string } | Tag;

type Find = ReturnType<typeof createFinder>;

/** Text and tags in turn; comments and what mail programs do not show are left out. */
function createReader(html: string) {
  const find = createFinder(html);
  let at = 0;
  function take(end: number): PieceOfHtml {
    const text = html.slice(at, end);
    at = end;
    return { kind: "text", text };
  }
  function next(): PieceOfHtml | undefined {
    if (at >= html.length) return undefined;
    const start = find("<", at) ?? html.length;
    if (start > at) return take(start);
    const tag = tagAt(html, at, find);
    const hiddenEnd = hiddenFrom(html, at, tag, find);
    at = hiddenEnd ?? at;
    if (hiddenEnd !== undefined) return { kind: "text", text: "" };
    if (!tag) return take(at + 1);
    at += tag.tag.length;
    return tag;
  }
  return { next };
}

const opening = /<(\/?)([a-z!][a-z0-9]*)/iy;

function tagAt(html: string, at: number, find: Find): Tag | undefined {
  opening.lastIndex = at;
  const found = opening.exec(html);
  const end = found ? find(">", at) : undefined;
  if (!found || end === undefined) return undefined;
  const [, slash, name = ""] = found;
  const tag = html.slice(at, end + 1);
  return { kind: "tag", tag, name: name.toLowerCase(), isClosing: slash === "/" };
}

/** Where a comment, or an element that is never shown, ends; undefined when none begins here. */
function hiddenFrom(
  html: string,
  at: number,
  tag: Tag | undefined,
  find: Find,
): number | undefined {
  if (html.startsWith("<!--", at)) {
    const end = find("-->", at + 4);
    return end === undefined ? undefined : end + 3;
  }
  if (!tag || tag.isClosing || !isHidden.has(tag.name)) return undefined;
  const close = find(`</${tag.name}`, at + tag.tag.length);
  const end = close === undefined ? undefined : find(">", close);
  return end === undefined ? undefined : end + 1;
}

/** Finds a text from a place on, in any case; what has been found ahead or is missing is not searched again. */
function createFinder(html: string) {
  const lower = html.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const known = new Map<string, number>();
  return (text: string, from: number): number | undefined => {
    let place = known.get(text) ?? -1;
    if (place < from) {
      const found = lower.indexOf(text, from);
      place = found < 0 ? Number.POSITIVE_INFINITY : found;
      known.set(text, place);
    }
    return Number.isFinite(place) ? place : undefined;
  };
}

function tagText({ tag, name, isClosing }: Tag): string {
  if (paragraphs.test(name)) return apart.test(name) ? "\n\n" : "\n";
  if (name === "td" || name === "th") return isClosing ? " " : "";
  if (isClosing) return "";
  if (name === "br") return "\n";
  if (name === "hr") return rule;
  if (name === "li") return "\n・";
  return name === "img" ? attribute(tag, "alt") : "";
}

const attributes = /\s([a-z-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)')/gi;

function attribute(tag: string, name: string): string {
  for (const [, key = "", double, single] of tag.matchAll(attributes)) {
    if (key.toLowerCase() === name) return (double ?? single ?? "").replace(/\s+/g, " ");
  }
  return "";
}

function linkText(inner: string, href: string): string {
  const label = inner.trim();
  if (href === "" || href.startsWith("#") || label === href) return inner;
  const address = href.replace(/^mailto:/i, "");
  return label === "" || label === address ? address : `${inner} ( ${address} )`;
}

function tidy(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/[ \t]+/g, " ").trim())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
