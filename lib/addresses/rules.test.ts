import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalizeEmail } from "./rules";

const accepted: [string, string, boolean][] = [
  ["Taro.Yamada@Example.JP", "taro.yamada@example.jp", false],
  ["  taro@example.co.jp\n", "taro@example.co.jp", false],
  ["ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ", "taro@example.jp", false],
  ["a..b@docomo.ne.jp", "a..b@docomo.ne.jp", true],
  ["taro.@ezweb.ne.jp", "taro.@ezweb.ne.jp", true],
  [".taro@docomo.ne.jp", ".taro@docomo.ne.jp", true],
  ['"a..b"@docomo.ne.jp', "a..b@docomo.ne.jp", true],
  ['"taro"@example.jp', "taro@example.jp", false],
  ['"a@b"@example.jp', '"a@b"@example.jp', false],
  ["a+tag/x?y@example.jp", "a+tag/x?y@example.jp", false],
  ["taro@日本語.jp", "taro@xn--wgv71a119e.jp", false],
];

const refused = [
  "",
  "taro",
  "@example.jp",
  "taro@",
  "taro@example",
  "taro@localhost",
  "a@b@example.jp",
  "ta ro@example.jp",
  "taro@exam ple.jp",
  "taro\u3000x@example.jp",
  "taro\u0000@example.jp",
  "taro\u0007@example.jp",
  "taro\ud800@example.jp",
  "taro@example\udc00.jp",
  "taro@example..jp",
  "taro@-example.jp",
  "taro@example.jp.",
  "taro@192.168.0.1",
  "太郎@example.jp",
  '"unclosed@example.jp',
  "taro\r\nbcc: x@example.jp",
  `${"a".repeat(65)}@example.jp`,
  `taro@${"example.".repeat(40)}jp`,
];

describe("normalizeEmail", () => {
  it.each(accepted)("accepts %s", (text, email, isNonstandard) => {
    expect(normalizeEmail(text)).toEqual({ email, isNonstandard });
  });

  it.each(refused)("refuses %j", (text) => {
    expect(normalizeEmail(text)).toBeNull();
  });

  it("accepts exactly 254 characters and no more", () => {
    const domain = `${"b".repeat(61)}.${"c".repeat(61)}.${"d".repeat(62)}.jp`;
    expect(normalizeEmail(`${"a".repeat(64)}@${domain}`)?.email).toHaveLength(254);
    expect(normalizeEmail(`${"a".repeat(64)}@x${domain}`)).toBeNull();
  });

  it("never throws and changes nothing the second time", () => {
    const nearly = fc
      .tuple(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }))
      .map(([local, domain]) => `${local}@${domain}.jp`);
    const texts = fc.oneof(fc.string({ unit: "binary" }), fc.string(), nearly, fc.emailAddress());
    fc.assert(
      fc.property(texts, (text) => {
        const once = normalizeEmail(text);
        if (once) expect(normalizeEmail(once.email)).toEqual(once);
      }),
      { numRuns: 2000 },
    );
  });
});
