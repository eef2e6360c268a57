import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeValues, parseTemplate, renderPieces, templateFields } from "./rules";

const render = (
  text: string,
  values: Record<string, string>,
  mode: "html" | "text" | "header" = "text",
) => renderPieces(parseTemplate(text).pieces, values, mode);

describe("parseTemplate", () => {
  it.each([
    ["{{名前}} 様", { 名前: "山田" }, "山田 様"],
    ["{{ 名前 | お客様 }} 様", { 名前: "" }, "お客様 様"],
    ["{{名前|お客様}} 様", { 名前: "  " }, "お客様 様"],
    ["{{名前}}", {}, ""],
    ["{{a}}{{b}}", { a: "1", b: "2" }, "12"],
    ["a { b } c }} d", {}, "a { b } c }} d"],
    ["@media x{a{b:c}}", {}, "@media x{a{b:c}}"],
    ["{{a|x|y}}", {}, "x|y"],
    ["{{constructor}}", {}, ""],
  ])("reads %s", (text, values, expected) => {
    expect(parseTemplate(text).problems).toEqual([]);
    expect(render(text, values)).toBe(expected);
  });

  it.each([
    ["{{名前", "unclosed", 0],
    ["こんにちは {{名前 様", "unclosed", 6],
    ["{{姓 様\n本文 {{名}}", "unclosed", 0],
    ["{{}}", "empty", 0],
    ["x{{ | お客様}}", "empty", 1],
    ["{{{名前}}}", "nested", 0],
    ["{{姓{{名}}}}", "nested", 0],
    ["{{名前}}}", "nested", 0],
    ["{{a{b}}", "nested", 0],
  ] as const)("names what is wrong with %s", (text, code, position) => {
    const { problems } = parseTemplate(text);
    expect(problems[0]).toMatchObject({ code, position });
  });

  it("tells the line of a problem and goes on behind it", () => {
    const { problems, fields } = parseTemplate("一行目\n{{}} {{名前}}\n{{x");
    expect(problems.map(({ code, line }) => [code, line])).toEqual([
      ["empty", 2],
      ["unclosed", 3],
    ]);
    expect(fields).toEqual(["名前"]);
  });

  it.each(["{{a", "{{a\n", "{{}}\n", "{{{a}} ", "{", "{{名前}}\n"])(
    "reads 400,000 characters of %j in passing",
    (unit) => {
      const text = unit.repeat(400_000 / unit.length);
      const start = performance.now();
      parseTemplate(text);
      expect(performance.now() - start).toBeLessThan(4_000);
    },
  );

  it("never throws and loses no literal text", () => {
    const text = fc.array(fc.constantFrom("{{", "}}", "{", "}", "|", "a", "名", "\n", " "), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(text, (parts) => {
        const source = parts.join("");
        const { pieces, problems } = parseTemplate(source);
        const isOrdered = problems.every(
          (problem, i) => i === 0 || problem.position > (problems[i - 1]?.position ?? 0),
        );
        expect(isOrdered).toBe(true);
        if (!pieces.some((piece) => piece.kind === "field"))
          expect(renderPieces(pieces, {}, "text")).toBe(source);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("renderPieces", () => {
  it("escapes values for HTML, not the author's markup", () => {
    expect(render("<b>{{x}}</b>", { x: `<i>"&'` }, "html")).toBe(
      "<b>&lt;i&gt;&quot;&amp;&#39;</b>",
    );
  });

  it("keeps a value from starting another header", () => {
    expect(render("{{x}} 様", { x: "a\r\nBcc: b@c.jp\u2028\u0000" }, "header")).toBe(
      "a Bcc: b@c.jp  様",
    );
  });

  it("never lets a value be read as a template", () => {
    expect(render("{{x}}", { x: "{{y}}", y: "secret" })).toBe("{{y}}");
  });

  it("html values never contain markup characters", () => {
    fc.assert(
      fc.property(fc.string(), (x) => {
        expect(render("{{x}}", { x }, "html")).not.toMatch(/[<>"']/);
        expect(render("{{x}}", { x }, "header")).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});

describe("mergeValues", () => {
  const address = {
    email: "a@example.jp",
    name: "山田",
    attributes: { 会員番号: 12, 備考: null, 姓: "山" },
  };

  it("takes built-in keys in both languages and attributes by key", () => {
    const fields = ["名前", "email", "メールアドレス", "会員番号", "備考", "無い"];
    expect(mergeValues(address, fields)).toEqual({
      名前: "山田",
      email: "a@example.jp",
      メールアドレス: "a@example.jp",
      会員番号: "12",
    });
  });

  it("collects the fields of several texts once", () => {
    expect(templateFields(["{{a}} {{b}}", "{{b|x}}", ""])).toEqual(["a", "b"]);
  });
});
