import type { lostCharacterModes } from "@/db/values";
import { createDecoder, lostCharacter, type TextEncoding } from "@/lib/encodings/rules";

type CsvProblem = "cell_too_long" | "too_many_cells" | "unclosed_quote";

export type CsvRecord = {
  /** The line of the file the record starts on, from 1. */
  line: number;
  cells: string[];
  problem: CsvProblem | null;
};

const delimiters = [",", "\t", ";"] as const;
export const cellMaxLength = 10_000;
const mostCells = 1_000;

/**
 * Reads CSV text piece by piece. Keeps no more than one record and never more than the limit of a cell, whatever
 * the file holds; takes any line end, mixed as well; a record that breaks a limit carries the problem.
 */
export class CsvReader {
  private state: "start" | "plain" | "quoted" | "closing" = "start";
  private cell = "";
  private cells: string[] = [];
  private problem: CsvProblem | null = null;
  private line = 1;
  private startLine = 1;
  private isAfterReturn = false;
  private records: CsvRecord[] = [];

  constructor(private readonly delimiter: string) {}

  /** The records that end within the text so far. */
  write(text: string): CsvRecord[] {
    let at = 0;
    if (this.isAfterReturn && text !== "") {
      if (text[0] === "\n") {
        // Inside quotes the line feed is part of the cell.
        if (this.state === "quoted") this.append("\n");
        at = 1;
      }
      this.isAfterReturn = false;
    }
    while (at < text.length)
      at = this.state === "quoted" ? this.readQuoted(text, at) : this.readPlain(text, at);
    return this.take();
  }

  /** The last record of a file that ends without a line end. */
  end(): CsvRecord[] {
    if (this.state === "quoted") this.problem ??= "unclosed_quote";
    if (this.state !== "start" || this.cells.length > 0) this.endRecord();
    return this.take();
  }

  private take(): CsvRecord[] {
    const records = this.records;
    this.records = [];
    return records;
  }

  private readQuoted(text: string, at: number): number {
    const quote = text.indexOf('"', at);
    const end = quote === -1 ? text.length : quote;
    this.countLines(text, at, end);
    this.append(text.slice(at, end));
    if (quote === -1) return end;
    this.state = "closing";
    return end + 1;
  }

  private countLines(text: string, from: number, to: number): void {
    for (let at = from; at < to; at += 1) {
      const code = text.charCodeAt(at);
      if (code === 13) {
        this.line += 1;
        if (text.charCodeAt(at + 1) === 10 && at + 1 < to) at += 1;
        else if (at + 1 === text.length) this.isAfterReturn = true;
      } else if (code === 10) this.line += 1;
    }
  }

  private readPlain(text: string, at: number): number {
    const char = text[at];
    if (char === '"' && this.state !== "plain") {
      if (this.state === "closing") this.append('"');
      this.state = "quoted";
      return at + 1;
    }
    if (char === this.delimiter) {
      this.endCell();
      return at + 1;
    }
    if (char === "\n" || char === "\r") return this.readLineEnd(text, at);
    const end = this.endOfPlain(text, at);
    this.append(text.slice(at, end));
    this.state = "plain";
    return end;
  }

  private endOfPlain(text: string, from: number): number {
    const delimiter = this.delimiter.charCodeAt(0);
    let at = from + 1;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === delimiter || code === 10 || code === 13) break;
    }
    return at;
  }

  private readLineEnd(text: string, at: number): number {
    const isPair = text[at] === "\r" && text[at + 1] === "\n";
    this.isAfterReturn = text[at] === "\r" && at + 1 === text.length;
    this.endRecord();
    this.line += 1;
    this.startLine = this.line;
    return at + (isPair ? 2 : 1);
  }

  private append(text: string): void {
    if (this.cell.length + text.length > cellMaxLength) {
      this.problem ??= "cell_too_long";
      this.cell += text.slice(0, cellMaxLength - this.cell.length);
    } else this.cell += text;
  }

  private endCell(): void {
    if (this.cells.length < mostCells) this.cells.push(this.cell);
    else this.problem ??= "too_many_cells";
    this.cell = "";
    this.state = "start";
  }

  private endRecord(): void {
    this.endCell();
    const isBlank = this.problem === null && this.cells.every((cell) => cell.trim() === "");
    if (!isBlank)
      this.records.push({ line: this.startLine, cells: this.cells, problem: this.problem });
    this.cells = [];
    this.problem = null;
  }
}

/** How the bytes of a file become cells. */
export type FileReading = {
  encoding: TextEncoding;
  delimiter: string;
  lostCharacters: (typeof lostCharacterModes)[number];
};

/** So few records at a time are dead before the collector has to move them. */
const pieceLength = 4 * 1024;

function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += pieceLength) yield text.slice(at, at + pieceLength);
}

/** The records of a file given as its bytes in order; `size` is the number of bytes read so far. Blank lines are left out. */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array>,
  { encoding, delimiter, lostCharacters }: FileReading,
): AsyncGenerator<{ records: CsvRecord[]; size: number }> {
  const decoder = createDecoder(encoding, lostCharacter(lostCharacters));
  const reader = new CsvReader(delimiter);
  let size = 0;
  for await (const bytes of chunks) {
    size += bytes.length;
    for (const piece of piecesOf(decoder.write(bytes)))
      yield { records: reader.write(piece), size };
  }
  yield { records: [...reader.write(decoder.end()), ...reader.end()], size };
}

/** The delimiter that cuts the first line into the most cells. */
export function detectDelimiter(text: string): string {
  const counted = delimiters.map((delimiter) => {
    const [first] = new CsvReader(delimiter).write(`${text}\n`);
    return { delimiter, cells: first?.cells.length ?? 0 };
  });
  return counted.reduce((best, next) => (next.cells > best.cells ? next : best)).delimiter;
}
