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

/** Braces stay encoded: decoding must not create a merge field that the author did not write. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (entity, body: string) => {
    if (!body.startsWith("#")) return namedEntities[body.toLowerCase()] ?? entity;
    const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
    const isPlain = code >= 0x20 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isPlain && code !== 0x7b && code !== 0x7d ? String.fromCodePoint(code) : entity;
  });
}
