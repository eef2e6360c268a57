import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { loadManual } from "@/lib/manual/queries";
import type { ManualPage } from "@/lib/manual/rules";
import { foldText, type ManualIndex, makeIndex, plainText, searchManual } from "./rules";

let ja: { pages: ManualPage[]; index: ManualIndex };
let en: typeof ja;
beforeAll(async () => {
  [ja, en] = await Promise.all([loadManual("ja"), loadManual("en")]);
});

const hrefs = (index: ManualIndex, query: string) =>
  searchManual(index, query).map(({ href }) => href);
const page = (body: string): ManualPage => ({
  slug: "p",
  title: "P",
  part: "start",
  order: 1,
  sections: [{ level: 2, title: "見出し", anchor: "h", body }],
});

describe("search in the manual", () => {
  it("W12: a compound word is found by its part", () => {
    expect(hrefs(ja.index, "履歴")[0]).toBe("/manual/history");
    expect(hrefs(ja.index, "配信履歴")[0]).toBe("/manual/history");
    expect(hrefs(makeIndex([page("メール配信サービスの説明")]), "配信")).toEqual(["/manual/p#h"]);
    expect(hrefs(makeIndex([page("メール配信サービスの説明")]), "信サ")).toEqual(["/manual/p#h"]);
  });

  it("W12: width and kana make no difference", () => {
    const encoding = "/manual/imports#encoding";
    expect(hrefs(ja.index, "ＵＴＦ－１６")).toContain(encoding);
    expect(hrefs(ja.index, "ﾌﾟﾚﾋﾞｭｰ")).toContain("/manual/compose#test");
    expect(hrefs(ja.index, "ぷれびゅー")).toEqual(hrefs(ja.index, "プレビュー"));
    expect(foldText("ﾒｰﾙ ＡＢＣ①")).toBe("めーる abc1");
  });

  it("W12: English words are found in their other forms", () => {
    expect(hrefs(en.index, "scheduling")).toContain("/manual/compose#send");
    expect(hrefs(en.index, "imported").slice(0, 3).join(" ")).toMatch(/imports/);
    expect(hrefs(en.index, "deliveries")).toContain("/manual/getting-started#first-delivery");
  });

  it("W12: several words narrow, a sentence is found by its pieces, headings come first", () => {
    expect(hrefs(ja.index, "配信 予約")[0]).toBe("/manual/compose#send");
    expect(hrefs(ja.index, "パスワードを忘れてしまった場合")).toContain("/manual/sign-in#reset");
    expect(hrefs(ja.index, "文字化けしたCSV")).toContain("/manual/faq#garbled");
    expect(hrefs(ja.index, "タグ 統合")[0]).toBe("/manual/tags#merge");
  });

  it("W12: what was found is marked in the excerpt as it is written", () => {
    const [hit] = searchManual(
      makeIndex([page("これは **プレビュー** と [リンク](x) です")]),
      "ﾌﾟﾚﾋﾞｭｰ",
    );
    expect(hit?.excerpt).toEqual([
      { text: "これは ", isMatch: false },
      { text: "プレビュー", isMatch: true },
      { text: " と リンク です", isMatch: false },
    ]);
  });

  it("finds nothing for nothing", () => {
    expect(searchManual(ja.index, " 、。 ")).toEqual([]);
    expect(searchManual(ja.index, "qqzzxx")).toEqual([]);
  });

  it.each(["ja", "en"] as const)(
    "W12: any part of two or more letters of a heading finds it: %s",
    (locale) => {
      const { pages, index } = locale === "ja" ? ja : en;
      const headings = pages.flatMap(({ slug, sections }) =>
        sections.map(({ title, anchor }) => ({
          href: anchor ? `/manual/${slug}#${anchor}` : `/manual/${slug}`,
          title: [...title],
        })),
      );
      const part = fc
        .tuple(fc.nat(headings.length - 1), fc.nat(60), fc.integer({ min: 2, max: 60 }))
        .map(([at, start, length]) => {
          const { href, title } = headings[at] ?? { href: "", title: [] };
          const from = Math.min(start, Math.max(0, title.length - 2));
          return { href, query: title.slice(from, from + length).join("") };
        })
        .filter(({ query }) => (query.match(/[\p{L}\p{N}]/gu) ?? []).length >= 2);
      fc.assert(
        fc.property(part, ({ href, query }) => {
          expect(hrefs(index, query), query).toContain(href);
        }),
        { numRuns: 400 },
      );
    },
  );
});

describe("plainText", () => {
  it("keeps what a person reads", () => {
    expect(
      plainText("| A | B |\n| --- | --- |\n| `x` | [y](z#a) |\n\n![alt](i.png)\n- **b**"),
    ).toBe("A B x y b");
  });
});
