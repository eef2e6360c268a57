const namedEntities: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  copy: "©",
  reg: "®",
  yen: "¥",
  hellip: "…",
  mdash: "—",
  ndash: "–",
  middot: "·",
};

/** A readable plain text of a mail's HTML: blocks become lines, links keep their address. */
export function htmlToText(html: string): string {
  const text = html
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<(script|style|head|title)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, "")
    .replace(/\s+/g, " ")
    .replace(/<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>([\s\S]*?)<\/a\s*>/gi, linkText)
    .replace(/<img\b[^>]*?\balt\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>/gi, "$1$2")
    .replace(/<br\s*\/?>/gi, "\n")
    .replace(/<hr\b[^>]*>/gi, "\n----------------------------------------\n")
    .replace(/<li\b[^>]*>/gi, "\n・")
    .replace(/<\/(td|th)\s*>/gi, " ")
    .replace(/<\/?(p|h[1-6]|blockquote|table|ul|ol|section|article)\b[^>]*>/gi, "\n\n")
    .replace(/<\/?(div|tr|header|footer|main|address|dl|dt|dd|pre)\b[^>]*>/gi, "\n")
    .replace(/<\/?[a-z!][^>]*>/gi, "");
  return tidy(decodeEntities(text));
}

function linkText(_all: string, double = "", single = "", inner = ""): string {
  const href = double || single;
  const label = inner.replace(/<[^>]*>/g, "").trim();
  if (href === "" || href.startsWith("#") || label === href) return inner;
  const address = href.replace(/^mailto:/i, "");
  return label === "" || label === address ? address : `${inner} ( ${address} )`;
}

/** Braces stay encoded: decoding must not create a merge field that the author did not write. */
function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (entity, body: string) => {
    if (!body.startsWith("#")) return namedEntities[body.toLowerCase()] ?? entity;
    const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
    const isPlain = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isPlain && code !== 0x7b && code !== 0x7d ? String.fromCodePoint(code) : entity;
  });
}

function tidy(text: string): string {
  return text
    .split("\n")
    .map((line) => line.replace(/[ \t]+/g, " ").trim())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
