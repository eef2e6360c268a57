export type CopyValue = string | number | boolean | null | readonly string[];

const blockBytes = 64 * 1024;
/** UTF-8 needs no more for a unit of UTF-16. */
const mostUnitBytes = 3;

/**
 * Rows as the text that COPY reads, in blocks outside the heap: kept as objects or strings until they are sent, tens of
 * thousands of rows would be moved by every collection on the way.
 */
export class CopyText {
  private blocks: Buffer[] = [];
  private block = Buffer.alloc(0);
  private used = 0;

  add(row: readonly CopyValue[]): void {
    let line = "";
    for (let at = 0; at < row.length; at += 1)
      line += at === 0 ? copyText(row[at]) : `\t${copyText(row[at])}`;
    line += "\n";
    const most = line.length * mostUnitBytes;
    if (this.used + most > this.block.length) {
      this.seal();
      this.block = Buffer.allocUnsafeSlow(Math.max(blockBytes, most));
    }
    this.used += this.block.write(line, this.used);
  }

  /** All rows so far. */
  end(): readonly Buffer[] {
    this.seal();
    this.block = Buffer.alloc(0);
    return this.blocks;
  }

  private seal(): void {
    if (this.used > 0) this.blocks.push(this.block.subarray(0, this.used));
    this.used = 0;
  }
}

const special = /[\\\t\n\r]/;
const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function copyText(value: CopyValue | undefined): string {
  if (value === null || value === undefined) return "\\N";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : arrayText(value);
  if (!special.test(text)) return text;
  return text.replace(/[\\\t\n\r]/g, (char) => escapes[char] ?? char);
}

const arrayText = (values: readonly string[]): string =>
  `{${values.map((value) => `"${value.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
