import { describe, expect, it } from "vitest";
import { contentProblems, fieldsWithoutFallback, findSimilar, templateProblems } from "./rules";

describe("templateProblems", () => {
  it("names unclosed braces with their line and position", () => {
    const text = "<p>こんにちは</p>\n<p>{{名前|お客様 様</p>";
    const [problem] = templateProblems("html", text, []);
    expect(problem).toMatchObject({ code: "unclosed", line: 2, position: text.indexOf("{{") });
    expect(problem?.isBlocking).toBe(true);
  });

  it("names unknown fields and suggests the one that was meant", () => {
    const found = templateProblems("text", "{{名前}} {{ 会員番 }}\n{{会社}}", [
      "会員番号",
      "会社名",
    ]);
    expect(found).toMatchObject([
      { code: "unknownField", key: "会員番", suggestion: "会員番号", line: 1, position: 7 },
      { code: "unknownField", key: "会社", suggestion: "会社名", line: 2 },
    ]);
  });

  it("finds nothing wrong with known fields, fallbacks and stray braces of CSS", () => {
    const text = "<style>p{color:red}</style>{{メールアドレス}} {{会社名|御社}} {{name}}";
    expect(templateProblems("html", text, ["会社名"])).toEqual([]);
  });

  it("names what mail programs do not run or show, in HTML only", () => {
    const html = '<p>一</p>\n<ScRiPt src="x"></script>\n<img src="data:image/png;base64,iVBORw0">';
    expect(templateProblems("html", html, [])).toMatchObject([
      { code: "activeContent", excerpt: "<ScRiPt", line: 2, isBlocking: true },
      { code: "embeddedImage", excerpt: "data:image/png;", line: 3, isBlocking: true },
    ]);
    expect(templateProblems("text", html, [])).toEqual([]);
    expect(templateProblems("html", "<p>&lt;script&gt; <scripted> 1<2</p>", [])).toEqual([]);
  });

  it("names at most 20 problems, whatever is pasted", () => {
    const fields = Array.from({ length: 50_000 }, (_, i) => `{{f${i}}}`).join("");
    const start = performance.now();
    expect(templateProblems("html", fields, ["会員番号"])).toHaveLength(20);
    expect(templateProblems("html", "{{\n".repeat(130_000), [])).toHaveLength(20);
    expect(performance.now() - start).toBeLessThan(4_000);
  });
});

describe("findSimilar", () => {
  it("forgives width, case and small slips, and stays silent when nothing is near", () => {
    expect(findSimilar("ＥＭＡＩＬ", ["email", "name"])).toBe("email");
    expect(findSimilar("emial", ["email", "name"])).toBeUndefined();
    expect(findSimilar("emai", ["email", "name"])).toBe("email");
    expect(findSimilar("電話番号", ["会員番号なし", "住所"])).toBeUndefined();
  });
});

it("asks for a subject and a body", () => {
  const codes = (subject: string, html: string, text: string) =>
    contentProblems({ subject, html, text }).map(({ code }) => code);
  expect(codes(" ", "", "\n")).toEqual(["noSubject", "noBody"]);
  expect(codes("件名", "", "本文")).toEqual([]);
});

it("lists fields that would leave a gap", () => {
  const texts = { subject: "{{名前}}", html: "{{会社名|御社}}{{役職}}", text: "{{email}}{{役職}}" };
  expect(fieldsWithoutFallback(texts)).toEqual(["名前", "役職"]);
});
