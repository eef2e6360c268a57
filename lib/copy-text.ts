export type CopyValue = string | number | boolean | null | readonly string[];

const blockLength = 64 * 1024;

/**
 * Rows as the text that COPY reads, in blocks outside the heap: kept as objects until they are sent, tens of thousands
 * of rows would be moved by every collection on the way.
 */
export class CopyText {
  private blocks: Buffer[] = [];
  private block = "";

  add(row: readonly CopyValue[]): void {
    let line = "";
    for (let at = 0; at < row.length; at += 1)
      line += at === 0 ? copyText(row[at]) : `\t${copyText(row[at])}`;
    this.block += `${line}\n`;
    if (this.block.length >= blockLength) this.seal();
  }

  /** All rows so far. */
  end(): readonly Buffer[] {
    if (this.block !== "") this.seal();
    return this.blocks;
  }

  private seal(): void {
    this.blocks.push(Buffer.from(this.block));
    this.block = "";
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
