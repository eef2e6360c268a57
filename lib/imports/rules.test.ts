import { describe, expect, it } from "vitest";
import type { ImportColumn } from "@/db/schema/imports";
import { interpretRow, readReason, reasonCodes, splitTags } from "@/lib/import-rows/rules";
import ja from "@/messages/ja/imports.json";
import { columnOf, guessChoices, newKeyOf, refusalOf } from "./rules";
import { checkImportSchema } from "./schema";

const columns: ImportColumn[] = [
  { target: "email" },
  { target: "name" },
  { target: "tags" },
  { target: "attribute", key: "都道府県" },
  null,
];
const plan = {
  columns,
  emptyCells: "keep" as const,
  consent: null,
  definitions: new Map([["都道府県", { type: "choice" as const, choices: ["東京都", "大阪府"] }]]),
};
const interpret = (...cells: string[]) => interpretRow({ cells, problem: null }, plan);

describe("guessChoices", () => {
  it("proposes columns by their names, each target once", () => {
    const headers = ["Ｅ－ｍａｉｌ", "メールアドレス", "氏名", "タグ", "会員番号", "", "備考"];
    expect(guessChoices(headers, ["会員番号"])).toEqual([
      "email",
      "ignore",
      "name",
      "tags",
      "attribute:会員番号",
      "ignore",
      "ignore",
    ]);
  });

  it.each([
    "email",
    "e-mail",
    "E-Mail Address",
    "mail",
    "メール",
    "メールアドレス",
    "mail_address",
  ])("knows %s", (header) => {
    expect(guessChoices([header], [])).toEqual(["email"]);
  });
});

describe("columnOf", () => {
  it("reads each choice", () => {
    expect(columnOf("new", " 会員番号 ")).toEqual({
      target: "attribute",
      key: "会員番号",
      isNew: true,
    });
    expect(columnOf("attribute:年齢", "x")).toEqual({ target: "attribute", key: "年齢" });
    expect(columnOf("ignore", "x")).toBeNull();
  });
});

describe("interpretRow", () => {
  it("W8: reads e-mail, name, tags and attributes", () => {
    expect(interpret(" ＡＢＣ@Example.jp ", "髙橋", "会員、東京|会員", "大阪府", "捨てる")).toEqual(
      {
        row: {
          email: "abc@example.jp",
          isNonstandard: false,
          name: "髙橋",
          tags: ["会員", "東京"],
          attributes: { 都道府県: "大阪府" },
          consent: null,
        },
      },
    );
  });

  it.each([
    ["email_missing", ["", "A"]],
    ["email_invalid", ["a.example.jp", "A"]],
    ["undecodable", ["a@example.jp", "山\uFFFD"]],
    ["name_too_long", ["a@example.jp", "あ".repeat(101)]],
    ["invalid_characters", ["a@example.jp", "a\u0007b"]],
    ["tag_too_long", ["a@example.jp", "", "t".repeat(51)]],
    [
      "too_many_tags",
      ["a@example.jp", "", Array.from({ length: 51 }, (_, at) => `t${at}`).join(";")],
    ],
    ["attribute_invalidChoice:都道府県", ["a@example.jp", "", "", "京都府"]],
    ["too_many_cells", ["a@example.jp", "", "", "", "", "x"]],
  ])("refuses a row for %s", (reason, cells) => {
    expect(interpret(...cells)).toEqual({ reason });
  });

  it("keeps formulas as text", () => {
    expect(interpret("a@example.jp", "=cmd|' /C calc'!A0").row?.name).toBe("=cmd|' /C calc'!A0");
  });

  it("accepts old carrier addresses and marks them", () => {
    expect(interpret("da..me.@docomo.ne.jp").row).toMatchObject({ isNonstandard: true });
  });
});

describe("newKeyOf", () => {
  it.each([
    ["会員番号", "会員番号"],
    ["First Name", "First_Name"],
    ["電話番号（携帯）", "電話番号_携帯"],
    ["会社__名", "会社__名"],
    ["name", null],
    ["(!)", null],
  ])("makes a key of the header %s", (header, key) => {
    expect(newKeyOf(header)).toBe(key);
  });
});

describe("readReason", () => {
  it("has a text for every code", () => {
    expect(Object.keys(ja.reasons).sort()).toEqual([...reasonCodes].sort());
    expect(readReason("attribute_notNumber:a:b")).toEqual({
      code: "attribute_notNumber",
      column: "a:b",
    });
  });
});

describe("splitTags", () => {
  it("splits on every separator and folds spellings", () => {
    expect(splitTags("a; b、c,ｄ|a")).toEqual(["a", "b", "c", "d"]);
  });
});

describe("refusalOf", () => {
  it("has a text for every refusal", () => {
    expect(refusalOf([{ cells: ["email"], problem: null }], true)?.key).toBe("noRows");
    expect(refusalOf([{ cells: ["email"], problem: null }], false)).toBeNull();
    expect(refusalOf([], true)?.key).toBe("empty");
    expect(Object.keys(ja.refusals)).toEqual(
      expect.arrayContaining(["noRows", "empty", "noHeader", "duplicateHeaders"]),
    );
  });
});

describe("checkImportSchema", () => {
  const read = (chosen: string[]) =>
    checkImportSchema.safeParse({
      importId: crypto.randomUUID(),
      columns: chosen,
      tagIds: [],
      mode: "upsert",
      emptyCells: "keep",
      tagMode: "add",
      consent: { source: "", at: "", wording: "" },
    });

  it("demands exactly one e-mail column and no target twice", () => {
    expect(read(["email", "name", "new", "new", "ignore", "ignore"]).success).toBe(true);
    expect(read(["name"]).error?.issues[0]).toMatchObject({
      path: ["columns", 0],
      message: "imports.errors.emailColumnMissing",
    });
    expect(read(["email", "name", "email"]).error?.issues[0]).toMatchObject({
      path: ["columns", 2],
      message: "imports.errors.columnTakenTwice",
    });
  });
});
