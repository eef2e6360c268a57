import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { CsvReader } from "@/lib/csv/rules";
import { CsvEncoder, csvLine, csvResponse, rawCell, safeCell } from "./rules";

describe("safeCell", () => {
  it.each([
    "=1+1",
    "+81",
    "-a",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "＝cmd",
    "＋1",
    "－1",
    "＠x",
    "'=1",
  ])("puts an apostrophe before %j", (text) => {
    expect(safeCell(text)).toBe(`'${text}`);
  });

  it.each(["", "-5", "-1.5", "3", "a=b", "山田"])("leaves %j as it is", (text) => {
    expect(safeCell(text)).toBe(text);
  });
});

describe("rawCell", () => {
  const awkward = fc.stringMatching(/^['=+\-@\t\r\n＝＋－＠0-9a"，,]*$/);

  it("gives back what was there before the apostrophe", () => {
    fc.assert(
      fc.property(fc.oneof(awkward, fc.string()), (text) => rawCell(safeCell(text)) === text),
    );
  });

  it("leaves no cell that a spreadsheet would run", () => {
    fc.assert(
      fc.property(awkward, (text) => {
        const written = safeCell(text);
        return /^-?\d+(\.\d+)?$/.test(written) || !/^[=+\-@\t\r\n＝＋－＠]/.test(written);
      }),
    );
  });

  it("survives the way through a file", () => {
    fc.assert(
      fc.property(awkward, (text) => {
        const [record] = new CsvReader(",").write(csvLine(["a@example.jp", text]));
        return rawCell(record?.cells[1] ?? "") === text;
      }),
    );
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
