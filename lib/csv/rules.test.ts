import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvLine, safeCell } from "@/lib/exports/rules";
import { CsvReader, cellMaxLength, detectDelimiter, readCsv } from "./rules";

/** Reads a text cut into pieces of the given length. */
function read(text: string, size = text.length || 1, delimiter = ",") {
  const reader = new CsvReader(delimiter);
  const records = [];
  for (let at = 0; at < text.length; at += size)
    records.push(...reader.write(text.slice(at, at + size)));
  return [...records, ...reader.end()];
}

const cellsOf = (text: string, size?: number) => read(text, size).map(({ cells }) => cells);

const cell = fc.string({
  unit: fc.constantFrom("a", "あ", "𠮷", '"', ",", "\n", "\r", " ", "=", "\t", "'", "-", "1"),
});
const table = fc.array(fc.tuple(fc.constant("x"), cell, cell), { minLength: 1, maxLength: 8 });

describe("CsvReader", () => {
  it.each(["\n", "\r\n", "\r"])("reads lines that end in %j, whatever the pieces", (end) => {
    const text = ["a,b", '"x, ""y""",z', "", "last,"].join(end);
    for (const size of [1, 2, 3, 100]) {
      expect(cellsOf(text, size)).toEqual([
        ["a", "b"],
        ['x, "y"', "z"],
        ["last", ""],
      ]);
      expect(read(text, size).map(({ line }) => line)).toEqual([1, 2, 4]);
    }
  });

  it("counts the lines within quoted cells", () => {
    for (const size of [1, 4, 100]) {
      const records = read('a\n"1\r\n2\r3\n4"\nb', size);
      expect(records.map(({ line, cells }) => [line, ...cells])).toEqual([
        [1, "a"],
        [2, "1\r\n2\r3\n4"],
        [6, "b"],
      ]);
    }
  });

  it("keeps quotes inside unquoted cells and text after a closing quote", () => {
    expect(cellsOf('a"b,"c"d, "e"')).toEqual([['a"b', "cd", ' "e"']]);
  });

  it("marks an unclosed quote, an endless cell and an endless row, and holds no more than the limits", () => {
    expect(read('a\n"b,c\nd').at(-1)).toMatchObject({ line: 2, problem: "unclosed_quote" });
    const [long] = read(`${"あ".repeat(2_000_000)},b\n`, 65_536);
    expect(long?.problem).toBe("cell_too_long");
    expect(long?.cells[0]).toHaveLength(cellMaxLength);
    const [wide] = read(`a${",".repeat(100_000)}`, 1_000);
    expect(wide?.problem).toBe("too_many_cells");
    expect(wide?.cells.length).toBeLessThanOrEqual(1_000);
  });

  it("reads back what was written, in any pieces", () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 9 }), (rows, size) => {
        const text = rows.map((row) => csvLine(row, false)).join("");
        expect(cellsOf(text, size)).toEqual(rows);
      }),
    );
  });

  it("loses no character of any text, in any pieces", () => {
    const any = fc.string({
      unit: fc.oneof(
        fc.constantFrom('"', ",", "\r", "\n", "あ", "𠮷", "x", "\0"),
        fc.string({ unit: "binary", maxLength: 1 }),
      ),
    });
    const kept = (text: string) => text.replace(/[",\s]/gu, "");
    fc.assert(
      fc.property(any, fc.integer({ min: 1, max: 9 }), (text, size) => {
        const records = read(text, size);
        expect(kept(records.flatMap(({ cells }) => cells).join(""))).toBe(kept(text));
        expect(records.map(({ line }) => line)).toEqual(read(text).map(({ line }) => line));
      }),
      { numRuns: 300 },
    );
  });

  it("writes what another reader of CSV reads the same", () => {
    fc.assert(
      fc.property(table, (rows) => {
        const text = rows.map((row) => csvLine(row)).join("");
        const expected = rows.map((row) => row.map(safeCell));
        expect(parse(text, { relax_column_count: true, record_delimiter: "\r\n" })).toEqual(
          expected,
        );
      }),
    );
  });
});

describe("detectDelimiter", () => {
  it.each([
    ["a,b;c,d\n", ","],
    ["a\tb\tc,d\n", "\t"],
    ['"a,b";c;d\n', ";"],
    ["email", ","],
  ])("finds the delimiter of %j", (text, delimiter) => {
    expect(detectDelimiter(text)).toBe(delimiter);
  });
});

describe("readCsv", () => {
  it("decodes characters that are cut between two pieces of the file", async () => {
    const bytes = Buffer.from("名前\n山田\n");
    async function* pieces() {
      for (const byte of bytes) yield Uint8Array.of(byte);
    }
    const cells: string[] = [];
    for await (const { records } of readCsv(pieces(), {
      encoding: "utf-8",
      delimiter: ",",
      lostCharacters: "refuse",
    }))
      cells.push(...records.flatMap((one) => one.cells));
    expect(cells).toEqual(["名前", "山田"]);
  });
});
