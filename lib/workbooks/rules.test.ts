import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { readCsv } from "@/lib/csv/rules";
import { columnIndex, dateText, isDateFormat, numberText } from "@/lib/workbook-cells/rules";
import { WorkbookError, workbookCsv } from "./rules";

async function zipOf(parts: Record<string, string | Buffer>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

const frame = (sheet: string, others: Record<string, string | Buffer> = {}) => ({
  "xl/workbook.xml":
    '<workbook><sheets><sheet name="a" r:id="rId7"/><sheet name="b" r:id="rId1"/></sheets></workbook>',
  "xl/_rels/workbook.xml.rels":
    '<Relationships><Relationship Id="rId1" Target="worksheets/other.xml"/><Relationship Id="rId7" Target="worksheets/sheet1.xml"/></Relationships>',
  "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${sheet}</sheetData></worksheet>`,
  ...others,
});

async function rowsOf(file: Buffer): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { records } of readCsv(workbookCsv(file), {
    encoding: "utf-8",
    delimiter: ",",
    lostCharacters: "refuse",
  }))
    rows.push(...records.map(({ cells }) => cells));
  return rows;
}

const reasonOf = async (file: Buffer) =>
  rowsOf(file).then(
    () => null,
    (error: unknown) => (error instanceof WorkbookError ? error.reason : String(error)),
  );

describe("workbookCsv", () => {
  it("reads texts, numbers, dates and gaps of the first sheet", async () => {
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="177" formatCode="&quot;day&quot;0"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="177"/></cellXfs></styleSheet>';
    const strings =
      "<sst><si><t>メールアドレス</t></si><si><r><t>髙橋</t></r><r><t> 花子</t></r><rPh><t>タカハシ</t></rPh></si></sst>";
    const sheet = [
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="D1" t="inlineStr"><is><t>a, "b" &amp; c</t></is></c></row>',
      '<row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2" s="1"><v>46113</v></c><c r="C2" s="2"><v>46113.5</v></c><c r="D2" s="3"><v>5</v></c></row>',
      '<row r="3"><c r="B3" t="b"><v>1</v></c><c r="C3" t="str"><f>A1</f><v>式の値</v></c><c r="D3"><v>9.0123456789E10</v></c></row>',
    ].join("");
    const parts = frame(sheet, { "xl/styles.xml": styles, "xl/sharedStrings.xml": strings });
    expect(await rowsOf(await zipOf(parts))).toEqual([
      ["メールアドレス", "", "", 'a, "b" & c'],
      ["髙橋 花子", "2026-04-01", "2026-04-01 12:00:00", "5"],
      ["", "TRUE", "式の値", "90123456789"],
    ]);
  });

  it("gives any text back as it was", async () => {
    const cell = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
      .filter((text) => text.trim() !== "" && !text.includes("\uFEFF") && !text.includes("\0"));
    const escaped = (text: string) =>
      text.replace(/[&<>]/g, (char) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[char] ?? "");
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { minLength: 1, maxLength: 5 }), async (cells) => {
        const row = cells.map((text) => `<c t="inlineStr"><is><t>${escaped(text)}</t></is></c>`);
        const file = await zipOf(frame(`<row>${row.join("")}</row>`));
        expect(await rowsOf(file)).toEqual([cells]);
      }),
      { numRuns: 50 },
    );
  });

  it("refuses what is no workbook, is damaged, or unpacks to more than it may", async () => {
    expect(await reasonOf(Buffer.from("PK\u0003\u0004 nothing"))).toBe("workbookBroken");
    expect(await reasonOf(await zipOf({ "a.txt": "x" }))).toBe("workbookBroken");
    const whole = await zipOf(frame("<row><c><v>1</v></c></row>"));
    expect(await reasonOf(whole.subarray(0, whole.length - 30))).toBe("workbookBroken");
    const bomb = frame("", { "xl/sharedStrings.xml": Buffer.alloc(129 * 1024 * 1024, "a") });
    const packed = await zipOf(bomb);
    expect(packed.length).toBeLessThan(1024 * 1024);
    expect(await reasonOf(packed)).toBe("workbookTooLarge");
    const wide = await zipOf(frame('<row><c r="XFD1"><v>1</v></c></row>'));
    expect(await reasonOf(wide)).toBe("workbookTooLarge");
    const entity = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>';
    const lol = frame("", {
      "xl/worksheets/sheet1.xml": `${entity}<worksheet><row><c t="inlineStr"><is><t>&b;</t></is></c></row></worksheet>`,
    });
    expect(await rowsOf(await zipOf(lol))).toEqual([["&b;"]]);
  });

  it("does not believe a part that states a smaller size than it has", async () => {
    const file = await zipOf(frame("<row><c><v>1</v></c></row>"));
    const name = Buffer.from("xl/worksheets/sheet1.xml");
    const central = file.lastIndexOf(name) - 46;
    file.writeUInt32LE(10, central + 24);
    expect(await reasonOf(file)).toBe("workbookBroken");
  });
});

describe("cells of a workbook", () => {
  it("reads days of either era", () => {
    expect(dateText(1, 1900)).toBe("1900-01-01");
    expect(dateText(61, 1900)).toBe("1900-03-01");
    expect(dateText(44_652.25, 1900)).toBe("2022-04-01 06:00:00");
    expect(dateText(0.5, 1900)).toBe("12:00:00");
    expect(dateText(43_190, 1904)).toBe("2022-04-01");
    expect(dateText(-1, 1900)).toBeNull();
    expect(dateText(Number.NaN, 1900)).toBeNull();
  });

  it("knows a date by its format", () => {
    expect(isDateFormat(14, undefined)).toBe(true);
    expect(isDateFormat(0, undefined)).toBe(false);
    expect(isDateFormat(164, "yyyy/m/d")).toBe(true);
    expect(isDateFormat(164, "[Red]0.00")).toBe(false);
    expect(isDateFormat(164, '"month"0')).toBe(false);
    expect(isDateFormat(164, "General")).toBe(false);
  });

  it("writes numbers out and finds columns", () => {
    expect(numberText("9.0123456789E10")).toBe("90123456789");
    expect(numberText("0.1")).toBe("0.1");
    expect(numberText("0.30000000000000004")).toBe("0.3");
    expect(numberText("x")).toBe("x");
    expect([columnIndex("A1"), columnIndex("Z9"), columnIndex("AA1"), columnIndex("1A")]).toEqual([
      0,
      25,
      26,
      null,
    ]);
  });
});
