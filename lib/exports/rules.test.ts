import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { CsvEncoder, csvLine, csvResponse, safeCell } from "./rules";

describe("safeCell", () => {
  it.each(["=1+1", "+81", "-a", "@SUM(A1)", "\tx", "\rx", "＝cmd"])(
    "puts an apostrophe before %j",
    (text) => {
      expect(safeCell(text)).toBe(`'${text}`);
    },
  );

  it.each(["", "-5", "-1.5", "3", "a=b", "山田"])("leaves %j as it is", (text) => {
    expect(safeCell(text)).toBe(text);
  });
});

describe("CsvEncoder", () => {
  it("writes code page 932 with its look-alikes and counts what it does not have", () => {
    const encoder = new CsvEncoder("cp932");
    const text = iconv.decode(encoder.write("㈱①髙﨑～〜−― か? 𠮷😀é"), "cp932");
    expect(text).toBe("㈱①髙﨑～～－― か? ???");
    expect(encoder.replaced).toBe(3);
  });

  it("writes the byte order mark once", () => {
    const encoder = new CsvEncoder("utf-8-bom");
    expect(Buffer.concat([encoder.write("あ"), encoder.write("い")]).toString()).toBe("\uFEFFあい");
    expect(new CsvEncoder("utf-8").write("あ").toString()).toBe("あ");
  });
});

describe("csvResponse", () => {
  it("ends once, also when the reader leaves early", async () => {
    let ends = 0;
    async function* lines() {
      for (;;) yield csvLine(["a", "b"]);
    }
    const onEnd = async () => {
      ends += 1;
    };
    const encoder = new CsvEncoder("utf-8");
    const response = csvResponse(lines(), encoder, { encoding: "utf-8", fileName: "a.csv", onEnd });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(ends).toBe(1);
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="a.csv"');
  });
});
