import { gzipSync } from "node:zlib";
import { eq } from "drizzle-orm";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { ZipFile } from "yazl";
import { imports } from "@/db/schema/imports";
import { createTestTenant } from "@/db/testing";
import { readTransaction } from "@/db/transaction";
import { replacement } from "@/lib/encodings/rules";
import { AppError } from "@/lib/errors";
import { rereadImport } from "@/lib/imports/mutations";
import { getImport } from "@/lib/imports/queries";
import { uploadImportFile } from "./mutations";

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const tenant = createTestTenant();

async function upload(bytes: Buffer, name = "list.csv", size: number | null = bytes.length) {
  const { ctx } = await tenant;
  const { id } = await uploadImportFile(ctx, { name, size, bytes: once(bytes) });
  return getImport(ctx, id);
}

async function refusal(bytes: Buffer, name?: string, size?: number): Promise<string> {
  const error = await upload(bytes, name, size ?? bytes.length).then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof AppError
    ? error.messageKey.replace("imports.refusals.", "")
    : String(error);
}

async function workbookOf(rows: string[][]): Promise<Buffer> {
  const row = (cells: string[]) =>
    `<row>${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join("")}</row>`;
  const zip = new ZipFile();
  const parts = {
    "xl/workbook.xml": '<workbook><sheets><sheet r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels":
      '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": `<worksheet>${rows.map(row).join("")}</worksheet>`,
  };
  for (const [name, text] of Object.entries(parts)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

const utf16be = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16();
const sample = "メールアドレス,名前\na@example.jp,㈱①髙﨑～―\n";

describe("uploadImportFile", () => {
  it.each([
    ["utf-8", Buffer.from(sample)],
    ["utf-8", Buffer.from(`\uFEFF${sample}`)],
    ["cp932", iconv.encode(sample, "cp932")],
    ["utf-16le", Buffer.from(`\uFEFF${sample}`, "utf16le")],
    ["utf-16be", utf16be(sample)],
  ])("W8: finds out the encoding %s and reads every character of it", async (encoding, bytes) => {
    const file = await upload(bytes);
    expect(file.encoding).toBe(encoding);
    expect(file.headers).toEqual(["メールアドレス", "名前"]);
    expect(file.previewRows).toEqual([["a@example.jp", "㈱①髙﨑～―"]]);
    expect(file.losses[file.encoding]?.count).toBe(0);
    expect(file.state).toBe("uploaded");
  });

  it("W8: keeps the first sheet of a workbook as a text of UTF-8", async () => {
    const rows = [
      ["メールアドレス", "名前"],
      ["a@example.jp", "髙橋, ㈱"],
    ];
    const file = await upload(await workbookOf(rows), "名簿.XLSX");
    expect([file.encoding, file.delimiter, file.headers]).toEqual(["utf-8", ",", rows[0]]);
    expect(file.previewRows).toEqual([rows[1]]);
  });

  it.each([
    ["list.tsv", "\t"],
    ["list.txt", ";"],
    ["list.csv", ","],
  ])("finds out the delimiter of %s", async (name, delimiter) => {
    const file = await upload(
      Buffer.from(`email${delimiter}name\na@example.jp${delimiter}A\n`),
      name,
    );
    expect(file.delimiter).toBe(delimiter);
  });

  it.each([
    ["empty", Buffer.alloc(0)],
    ["empty", Buffer.from("\n\n  \n")],
    ["noRows", Buffer.from("email,name\n")],
    ["noHeader", Buffer.from("a@example.jp,A\nb@example.jp,B\n")],
    ["binary", Buffer.from("email\na\0b@example.jp\n")],
    [
      "binary",
      Buffer.concat([
        Buffer.from(`email\n${"a@example.jp\n".repeat(200_000)}`),
        Buffer.from([0, 1, 2]),
      ]),
    ],
    ["workbook", Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 6, 0])],
    ["image", Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10])],
    ["pdf", Buffer.from("%PDF-1.7\n")],
    // A bomb is never unpacked, so that it weighs what it weighs.
    ["archive", gzipSync(Buffer.alloc(20_000_000, "a"))],
    ["archive", Buffer.from("BZh91AY&SY")],
    ["archive", Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])],
    ["archive", Buffer.from("PK\x05\x06".padEnd(22, "\0"))],
    ["binary", Buffer.from("\x7fELF\x02\x01\x01")],
    ["binary", Buffer.concat([Buffer.from("MZ"), Buffer.alloc(64, 1)])],
    ["headerUnreadable", Buffer.from('"email,name\na@example.jp,A\n')],
    ["headerUnreadable", Buffer.from(`${"見".repeat(2_000_000)},email\na,b@example.jp\n`)],
    [
      "tooManyColumns",
      Buffer.from(`${Array.from({ length: 300 }, (_, at) => `h${at}`).join(",")}\nx\n`),
    ],
  ])("refuses what cannot be imported: %s", async (key, bytes) => {
    expect(await refusal(bytes)).toBe(key);
  });

  it("names the headers that come twice", async () => {
    const error = await upload(Buffer.from("email,名前,ｅｍａｉｌ,名前\na@example.jp,A,,\n")).catch(
      (reason) => reason,
    );
    expect(error).toMatchObject({
      messageKey: "imports.refusals.duplicateHeaders",
      details: { params: { names: "email、名前" } },
    });
  });

  it("refuses wrong names, too large and cut files, and leaves nothing behind", async () => {
    const { ctx, tenantId } = await createTestTenant();
    const bytes = Buffer.from("email\na@example.jp\n");
    const attempt = (file: { name: string; size: number }) =>
      uploadImportFile(ctx, { ...file, bytes: once(bytes) });
    await expect(attempt({ name: "list.xlsx", size: bytes.length })).rejects.toThrow(
      "workbookBroken",
    );
    await expect(attempt({ name: "list.xls", size: bytes.length })).rejects.toThrow("extension");
    await expect(attempt({ name: "a.csv", size: 101 * 1024 * 1024 })).rejects.toThrow("tooLarge");
    await expect(attempt({ name: "a.csv", size: bytes.length + 1 })).rejects.toThrow("incomplete");
    const left = await readTransaction(ctx, (tx) =>
      tx.$count(imports, eq(imports.tenantId, tenantId)),
    );
    expect(left).toBe(0);
  });

  it("counts and shows what cannot be read: lone surrogates and stray bytes", async () => {
    const bytes = Buffer.concat([
      Buffer.from("メール,名前\na@example.jp,山"),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.from("田\n"),
    ]);
    const file = await upload(bytes);
    expect(file.encoding).toBe("utf-8");
    expect(file.losses["utf-8"]?.count).toBe(3);
    expect(file.losses["utf-8"]?.samples).toEqual([
      { line: 2, text: expect.stringContaining("a@example.jp,山\uFFFD") },
    ]);
  });

  it("W8: tells which characters are a company's own, and shows them as 〓 once that is chosen", async () => {
    const { ctx } = await tenant;
    const gaiji = Buffer.from([0xf0, 0x40]);
    const file = await upload(
      Buffer.concat([
        iconv.encode("メール,名前\na@example.jp,髙", "cp932"),
        gaiji,
        iconv.encode("橋\nb", "cp932"),
        gaiji,
        iconv.encode("@example.jp,①\n", "cp932"),
      ]),
    );
    expect(file).toMatchObject({ encoding: "cp932", lostCharacters: "refuse" });
    expect(file.losses.cp932).toEqual({
      count: 2,
      replaceable: 2,
      samples: [
        { line: 2, text: "a@example.jp,髙〓橋" },
        { line: 3, text: "b〓@example.jp,①" },
      ],
    });
    const names = async () => (await getImport(ctx, file.id)).previewRows.map((row) => row[1]);
    expect(await names()).toEqual([`髙${replacement}橋`, "①"]);
    const { id: importId, encoding } = file;
    const reading = { importId, encoding, delimiter: "," } as const;
    await rereadImport(ctx, { ...reading, lostCharacters: "replace" });
    expect(await names()).toEqual(["髙〓橋", "①"]);
  });

  it("reads again with another encoding and delimiter", async () => {
    const { ctx } = await tenant;
    const file = await upload(Buffer.from("email,name\na@example.jp,A;B\n"));
    await rereadImport(ctx, {
      importId: file.id,
      encoding: "cp932",
      delimiter: ",",
      lostCharacters: "refuse",
    });
    expect((await getImport(ctx, file.id)).encoding).toBe("cp932");
    await expect(
      rereadImport(ctx, {
        importId: file.id,
        encoding: "utf-16le",
        delimiter: ",",
        lostCharacters: "refuse",
      }),
    ).rejects.toMatchObject({
      code: "invalid",
    });
  });

  it("takes a file of several pieces whose characters are cut in two", async () => {
    const { ctx } = await tenant;
    const bytes = Buffer.from(`email,name\n${"a@example.jp,山田太郎\n".repeat(60_000)}`);
    const file = await uploadImportFile(ctx, { name: "big.csv", size: null, bytes: small(bytes) });
    const read = await getImport(ctx, file.id);
    expect(read.losses["utf-8"]?.count).toBe(0);
    expect(read.fileBytes).toBe(bytes.length);
  });

  it("needs the permission to import", async () => {
    const { contextFor } = await tenant;
    const viewer = await contextFor("viewer");
    const sent = uploadImportFile(viewer, {
      name: "a.csv",
      size: null,
      bytes: once(Buffer.from("email\na@b.jp\n")),
    });
    await expect(sent).rejects.toMatchObject({ code: "not_permitted" });
  });
});

async function* small(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 9_973) yield bytes.subarray(at, at + 9_973);
}
