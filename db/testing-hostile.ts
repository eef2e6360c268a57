import fc from "fast-check";
import iconv from "iconv-lite";

/** What has broken readers of lists before, to be put together at random. */
const nasty = [
  '"',
  '""',
  '"a\r\nb"',
  "\r",
  "\r\r\n",
  "\0",
  "\uFEFF",
  "\uFFFD",
  "\u2028",
  "\u202E",
  "=cmd|' /C calc'!A0",
  "'; drop table addresses; --",
  "<script>alert(1)</script>",
  "{{名前}}",
  "__proto__",
  "constructor",
  "\\N",
  "\\.",
  "\t",
  ";",
  ",".repeat(300),
  "あ".repeat(10_001),
  "𠮷野家",
  "e\u0301".repeat(50),
  "👨‍👩‍👧‍👦",
  "\uD800",
  "a@example.jp",
  "A@EXAMPLE.JP",
  "ａ＠ｅｘａｍｐｌｅ．ｊｐ",
  "..a..@docomo.ne.jp",
  '"a b"@example.jp',
  "a@日本語.jp",
  "a@-.jp",
  "@",
  "a@b@c.jp",
  `${"x".repeat(65)}@example.jp`,
  "null",
  "NaN",
  "1e309",
  "",
] as const;

/** A cell of such a file. */
export const hostileCell = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.integer({ min: 0, max: 30 }).map((number) => `p${number}@example.jp`),
);
const table = fc.array(fc.array(hostileCell, { minLength: 1, maxLength: 5 }), {
  minLength: 1,
  maxLength: 30,
});
const encodings = ["utf8", "cp932", "utf16le", "utf16be"] as const;

/** What becomes of the bytes of a table on their way. */
const damages: Record<string, (bytes: Buffer, at: number, noise: Uint8Array) => Buffer> = {
  none: (bytes) => bytes,
  noise: (bytes, at, noise) => Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at)]),
  noiseAtEnd: (bytes, _, noise) => Buffer.concat([bytes, noise]),
  cutShort: (bytes, at) => bytes.subarray(0, at),
  openQuote: (bytes, at) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from('"'), bytes.subarray(at)]),
  twoEncodings: (bytes) =>
    Buffer.concat([bytes, iconv.encode("\nx@example.jp,髙橋①,表\n", "cp932")]),
  ownCharacters: (bytes, at) =>
    Buffer.concat([
      bytes.subarray(0, at),
      iconv.encode("\nz@example.jp,髙", "cp932"),
      Buffer.from([0xf0, 0x40, 0x85, 0x9f, 0xf9, 0xfc]),
      iconv.encode("﨑,①\n", "cp932"),
      bytes.subarray(at),
    ]),
  markInside: (bytes) => Buffer.concat([bytes, Buffer.from("\n\uFEFFy@example.jp,印,\n")]),
  otherKind: (bytes, at) =>
    Buffer.concat([Buffer.from(["PK\u0003\u0004", "%PDF-1.7\n", "GIF89a"][at % 3] ?? ""), bytes]),
  nothing: () => Buffer.alloc(0),
  linesOnly: (_, at) => Buffer.from("\r\n".repeat(at + 1)),
};

export type HostileFile = { bytes: Buffer; delimiter: string };

/** A file that is wrong in its cells, its encoding or the way it arrived, or in all of them. */
export const hostileFile: fc.Arbitrary<HostileFile> = fc
  .record({
    rows: table,
    end: fc.constantFrom("\n", "\r\n", "\r"),
    delimiter: fc.constantFrom(",", "\t"),
    encoding: fc.constantFrom(...encodings),
    isMarked: fc.boolean(),
    damage: fc.constantFrom(...Object.keys(damages)),
    place: fc.nat(1_000),
    noise: fc.uint8Array({ minLength: 1, maxLength: 12 }),
  })
  .map(({ rows, end, delimiter, encoding, isMarked, damage, place, noise }) => {
    const text = [["email", "name", "tag"], ...rows].map((row) => row.join(delimiter)).join(end);
    const addBOM = isMarked || encoding.startsWith("utf16");
    const whole = iconv.encode(text, encoding, { addBOM });
    const head = Buffer.byteLength("email,name,tag\n") * (encoding.startsWith("utf16") ? 2 : 1);
    const at = Math.min(whole.length, head + 4 + (place % Math.max(1, whole.length)));
    return { bytes: damages[damage]?.(whole, at, noise) ?? whole, delimiter };
  });
