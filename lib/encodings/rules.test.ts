import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import {
  binaryKindOf,
  createDecoder,
  EncodingScan,
  encodingOfMark,
  geta,
  replacement,
  type TextEncoding,
} from "./rules";

function decode(encoding: TextEncoding, bytes: Uint8Array, lost?: string): string {
  const decoder = createDecoder(encoding, lost);
  let text = "";
  for (const byte of bytes) text += decoder.write(Uint8Array.of(byte));
  return text + decoder.end();
}

function scan(bytes: Uint8Array, size = 7) {
  const found = new EncodingScan();
  for (let at = 0; at < bytes.length; at += size) found.write(bytes.subarray(at, at + size));
  return { ...found.end(), isBinary: found.isBinary };
}

describe("createDecoder", () => {
  it.each([
    ["㈱", [0x87, 0x8a]],
    ["①", [0x87, 0x40]],
    ["髙", [0xfb, 0xfc]],
    ["﨑", [0xfa, 0xb1]],
    ["～", [0x81, 0x60]],
    ["―", [0x81, 0x5c]],
    ["－", [0x81, 0x7c]],
    ["ｱ", [0xb1]],
    ["\\~", [0x5c, 0x7e]],
  ])("reads %s of code page 932", (text, bytes) => {
    expect(decode("cp932", Uint8Array.from(bytes))).toBe(text);
  });

  it.each([
    ["the first of the private area", [0xf0, 0x40]],
    ["an emoji of a carrier", [0xf8, 0x9f]],
    ["the last of the private area", [0xf9, 0xfc]],
    ["a line of PC-9800", [0x86, 0xa2]],
    ["a place that nothing has, with a letter as its half", [0x85, 0x61]],
    ["a place that nothing has, with a lead byte as its half", [0x85, 0x9f]],
    ["a place of JIS X 0213", [0xef, 0x8d]],
  ])("reads %s as one lost character, and what follows as it is", (_, pair) => {
    const bytes = Uint8Array.from([...iconv.encode("髙", "cp932"), ...pair, 0x8d, 0x82, 0x2c]);
    expect(decode("cp932", bytes)).toBe(`髙${replacement}高,`);
    expect(decode("cp932", bytes, geta)).toBe("髙〓高,");
    expect(scan(bytes).losses.cp932).toMatchObject({ count: 1, replaceable: 1 });
  });

  it("W8: reads all spellings that NEC and IBM gave the same characters", () => {
    const pairs = [
      [0xed, 0x40, "纊"],
      [0xfa, 0x5c, "纊"],
      [0xee, 0xef, "ⅰ"],
      [0xfa, 0x40, "ⅰ"],
      [0x87, 0x54, "Ⅰ"],
      [0xfa, 0x4a, "Ⅰ"],
      [0x87, 0x9a, "∵"],
      [0x81, 0xe6, "∵"],
    ] as const;
    for (const [lead, trail, text] of pairs)
      expect(decode("cp932", Uint8Array.of(lead, trail), geta)).toBe(text);
  });

  it("never puts anything in the place of a byte that is no pair", () => {
    for (const bytes of [[0x80], [0xa0], [0xfd], [0xff], [0x81], [0x81, 0x2c]])
      expect(decode("cp932", Uint8Array.from(bytes), geta)).toContain(replacement);
    const own = "a\uE000b";
    expect(decode("utf-8", Buffer.from(own), geta)).toBe(own);
    expect(scan(Buffer.from(own)).losses["utf-8"]).toMatchObject({ count: 0, replaceable: 0 });
  });

  it("drops byte order marks and replaces what stands for no character", () => {
    expect(decode("utf-8", Buffer.from("\uFEFFあ"))).toBe("あ");
    expect(decode("utf-16le", Buffer.from("\uFEFFあ𠮷", "utf16le"))).toBe("あ𠮷");
    expect(decode("utf-16be", Buffer.from("\uFEFFあ𠮷", "utf16le").swap16())).toBe("あ𠮷");
    expect(decode("utf-16le", Buffer.from("a\uD800b\0", "utf16le"))).toBe(
      `a${replacement}b${replacement}`,
    );
    expect(decode("utf-8", Uint8Array.of(0x61, 0xed, 0xa0, 0x80))).toMatch(/^a\uFFFD+$/);
    expect(decode("cp932", Uint8Array.of(0x61, 0x80, 0xfd))).toBe(`a${replacement}${replacement}`);
    expect(decode("cp932", Uint8Array.of(0xf0, 0x40, 0x61, 0xf7, 0xfc))).toBe(
      `${replacement}a${replacement}`,
    );
  });
});

describe("EncodingScan", () => {
  it("tells UTF-8, code page 932 and UTF-16 apart", () => {
    const text = "氏名,会社\n髙橋,㈱山田\nﾔﾏﾀﾞ,①\n";
    expect(scan(Buffer.from(text)).encoding).toBe("utf-8");
    expect(scan(iconv.encode(text, "cp932")).encoding).toBe("cp932");
    expect(scan(Buffer.from(`\uFEFF${text}`, "utf16le")).encoding).toBe("utf-16le");
    expect(scan(Buffer.from("ascii only")).encoding).toBe("utf-8");
    expect(scan(new Uint8Array()).encoding).toBe("utf-8");
  });

  it("tells the lines of what would be lost, whatever the pieces", () => {
    const bytes = Buffer.concat([
      Buffer.from("あいう,えお\r\nかきく"),
      Uint8Array.of(0xff),
      Buffer.from("け\r\nさ\r\n"),
      Uint8Array.of(0xff),
    ]);
    for (const size of [1, 2, 5, 100]) {
      const { encoding, losses } = scan(bytes, size);
      expect(encoding).toBe("utf-8");
      expect(losses["utf-8"]?.count).toBe(2);
      expect(losses["utf-8"]?.samples.map(({ line }) => line)).toEqual([2, 4]);
    }
  });

  it("notices a NUL anywhere but in UTF-16", () => {
    expect(scan(Buffer.from("a,b\nc,\0d")).isBinary).toBe(true);
    expect(scan(Buffer.from("\uFEFFa,b", "utf16le")).isBinary).toBe(false);
  });
});

describe("binaryKindOf", () => {
  it("knows files that are not text by how they begin", () => {
    expect(binaryKindOf(Buffer.from("PK\u0003\u0004"))).toBe("workbook");
    expect(binaryKindOf(Uint8Array.of(1, 2, 3, 4))).toBe("binary");
    expect(binaryKindOf(Buffer.from("email\na@example.jp"))).toBeNull();
    expect(encodingOfMark(Buffer.from("abc"))).toBeNull();
  });
});

/** Text of characters that code page 932 has, however it spells them. */
const cp932Text = fc.string({
  unit: fc.constantFrom(
    "a",
    "~",
    "\\",
    "ｱ",
    "ﾞ",
    "あ",
    "髙",
    "﨑",
    "㈱",
    "①",
    "～",
    "―",
    "ソ",
    "表",
    "\r",
    "\n",
  ),
});
const withoutMark = (text: string) => text.replace(/^\uFEFF/, "");
/** Bytes as they come, and near to a text of each encoding. */
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .tuple(fc.string({ unit: "binary" }), fc.uint8Array({ maxLength: 3 }))
    .map(([text, noise]) => Uint8Array.from(Buffer.concat([Buffer.from(text), noise]))),
  fc
    .tuple(cp932Text, fc.nat(40))
    .map(([text, length]) => Uint8Array.from(iconv.encode(text, "cp932").subarray(0, length))),
);

describe("any bytes", () => {
  it("give back the text they were made of, whatever the pieces", () => {
    const spelled = fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", ""));
    fc.assert(
      fc.property(spelled, cp932Text, (text, japanese) => {
        const utf16 = Buffer.from(text, "utf16le");
        expect(decode("utf-8", Buffer.from(text))).toBe(withoutMark(text));
        expect(decode("utf-16le", utf16)).toBe(withoutMark(text));
        expect(decode("utf-16be", utf16.swap16())).toBe(withoutMark(text));
        expect(decode("cp932", iconv.encode(japanese, "cp932"))).toBe(japanese);
      }),
      { numRuns: 500 },
    );
  });

  it("lose no character that is not counted, in any encoding that is tried", () => {
    fc.assert(
      fc.property(anyBytes, fc.integer({ min: 1, max: 9 }), (bytes, size) => {
        const { losses } = scan(bytes, size);
        for (const [encoding, lost] of Object.entries(losses)) {
          const text = decode(encoding as TextEncoding, bytes);
          expect(lost.count).toBe(text.split(replacement).length - 1);
          if (lost.count > 0 || encoding.startsWith("utf-16")) continue;
          const mark = encoding === "utf-8" && bytes[0] === 0xef && bytes[1] === 0xbb ? 3 : 0;
          expect(iconv.encode(text, encoding)).toHaveLength(bytes.length - mark);
          expect(decode(encoding as TextEncoding, iconv.encode(text, encoding))).toBe(text);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("never break what looks at the head of a file", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(["string", "object"]).toContain(typeof binaryKindOf(bytes));
      }),
    );
  });
});
