import iconv from "iconv-lite";

export const exportEncodings = ["utf-8-bom", "utf-8", "cp932"] as const;
export type ExportEncoding = (typeof exportEncodings)[number];

/** A spreadsheet runs a cell that begins so, in its half-width and, in Japanese, its full-width form. */
const formulaStart = /^'*[=+\-@\t\r\n＝＋－＠]/;
const plainNumber = /^-?\d+(\.\d+)?$/;

/**
 * A cell that no spreadsheet takes for a formula: an apostrophe goes before it; plain numbers stay numbers. What has
 * such an apostrophe of its own gets another, so that `rawCell` gives back exactly what was there.
 */
export function safeCell(text: string): string {
  return formulaStart.test(text) && !plainNumber.test(text) ? `'${text}` : text;
}

/** What `safeCell` was given: without the apostrophe that it added. */
export function rawCell(text: string): string {
  return text.startsWith("'") && formulaStart.test(text) ? text.slice(1) : text;
}

/** One line of CSV (RFC 4180) with its line end. */
export function csvLine(cells: readonly string[], isSafe = true): string {
  return `${cells.map((cell) => quoted(isSafe ? safeCell(cell) : cell)).join(",")}\r\n`;
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Look-alikes that Unicode has beside the ones of code page 932, as other systems than Windows write them. */
const sameInCp932: Record<string, string> = {
  "\u301C": "\uFF5E",
  "\u2212": "\uFF0D",
  "\u2016": "\u2225",
  "\u2014": "\u2015",
  "\u00A2": "\uFFE0",
  "\u00A3": "\uFFE1",
  "\u00AC": "\uFFE2",
  "\u00A5": "\uFFE5",
};
const lookAlikes = new RegExp(`[${Object.keys(sameInCp932).join("")}]`, "g");

/** Turns text into bytes piece by piece and counts the characters that became `?`. */
export class CsvEncoder {
  replaced = 0;
  private isStarted = false;

  constructor(private readonly encoding: ExportEncoding) {}

  write(text: string): Buffer {
    if (this.encoding === "cp932") return this.writeCp932(text);
    const mark = this.encoding === "utf-8-bom" && !this.isStarted ? "\uFEFF" : "";
    this.isStarted = true;
    return Buffer.from(mark + text, "utf8");
  }

  private writeCp932(text: string): Buffer {
    const given = text.replace(lookAlikes, (char) => sameInCp932[char] ?? char);
    const bytes = iconv.encode(given, "cp932");
    // 0x3F is never the second byte of a character in code page 932.
    this.replaced += countByte(bytes, 0x3f) - (given.split("?").length - 1);
    return bytes;
  }
}

function countByte(bytes: Uint8Array, wanted: number): number {
  let count = 0;
  for (const byte of bytes) if (byte === wanted) count += 1;
  return count;
}

/** The bytes of CSV lines as a response to download; `onEnd` runs once, whether the reader took all or left. */
export function csvResponse(
  lines: AsyncGenerator<string>,
  encoder: CsvEncoder,
  options: { encoding: ExportEncoding; fileName: string; onEnd?: () => Promise<void> },
): Response {
  let isEnded = false;
  const end = async () => {
    if (isEnded) return;
    isEnded = true;
    await options.onEnd?.();
  };
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await lines.next();
      if (next.done) {
        await end();
        controller.close();
      } else controller.enqueue(encoder.write(next.value));
    },
    async cancel() {
      await lines.return(undefined);
      await end();
    },
  });
  const charset = options.encoding === "cp932" ? "Shift_JIS" : "utf-8";
  return new Response(body, {
    headers: {
      "content-type": `text/csv; charset=${charset}`,
      "content-disposition": `attachment; filename="${options.fileName}"`,
      "cache-control": "no-store",
    },
  });
}
