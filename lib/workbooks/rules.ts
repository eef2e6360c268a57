import { Parser } from "htmlparser2";
import { type Entry, fromBufferPromise, type ZipFile } from "yauzl";
import { cellMaxLength } from "@/lib/csv/rules";
import {
  columnIndex,
  dateText,
  type Era,
  isDateFormat,
  numberText,
  quotedLine,
} from "@/lib/workbook-cells/rules";

export const workbookMaxBytes = 20 * 1024 * 1024;
/** Unpacked, of each part that is read: a workbook of few bytes can hold gigabytes of the same letter. */
const unpackedMaxBytes = 128 * 1024 * 1024;
const textsMaxLength = 64 * 1024 * 1024;
const mostEntries = 2_000;
const mostColumns = 1_000;
/** One more than a cell of a text file may have, so that it is refused as there. */
const keptLength = cellMaxLength + 1;

/** Why a workbook cannot be read; keys below `imports.refusals`. */
export class WorkbookError extends Error {
  constructor(readonly reason: "workbookBroken" | "workbookTooLarge") {
    super(reason);
  }
}

/** The first sheet of an .xlsx workbook as CSV in UTF-8, some rows at a time: texts as shown, dates as `2026-04-01`. */
export async function* workbookCsv(file: Buffer): AsyncGenerator<Buffer> {
  try {
    yield* readWorkbook(file);
  } catch (error) {
    throw error instanceof WorkbookError ? error : new WorkbookError("workbookBroken");
  }
}

async function* readWorkbook(file: Buffer): AsyncGenerator<Buffer> {
  const zip = await fromBufferPromise(file, { lazyEntries: true, validateEntrySizes: true });
  const entries = await listEntries(zip);
  const { path, era } = await findSheet(zip, entries);
  const dates = await readDateStyles(zip, entries.get("xl/styles.xml"));
  const texts = await readTexts(zip, entries.get("xl/sharedStrings.xml"));
  const sheet = entries.get(path);
  if (!sheet) throw new WorkbookError("workbookBroken");
  const reader = new SheetReader(texts, dates, era);
  yield Buffer.from("\uFEFF");
  for await (const _ of parse(zip, sheet, reader)) {
    const text = reader.take();
    if (text !== "") yield Buffer.from(text);
  }
  const rest = reader.take();
  if (rest !== "") yield Buffer.from(rest);
}

async function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  for await (const entry of zip.eachEntry()) {
    entries.set(entry.fileName, entry);
    if (entries.size > mostEntries) throw new WorkbookError("workbookTooLarge");
  }
  return entries;
}

type Handler = {
  open?: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
};

const bare = (name: string): string => name.slice(name.indexOf(":") + 1);

/** Feeds a part of the workbook to a handler, which may be asked for its harvest after each piece. */
async function* parse(zip: ZipFile, entry: Entry, handler: Handler): AsyncGenerator<void> {
  // The unpacker holds the part to the size that it states.
  if (entry.uncompressedSize > unpackedMaxBytes) throw new WorkbookError("workbookTooLarge");
  const parser = new Parser(
    {
      onopentag: (name, attributes) => handler.open?.(bare(name), attributes),
      ontext: (text) => handler.text?.(text),
      onclosetag: (name) => handler.close?.(bare(name)),
    },
    { xmlMode: true },
  );
  const decoder = new TextDecoder("utf-8");
  for await (const bytes of await zip.openReadStreamPromise(entry)) {
    parser.write(decoder.decode(bytes, { stream: true }));
    yield;
  }
  parser.end(decoder.decode());
}

async function parseAll(zip: ZipFile, entry: Entry | undefined, handler: Handler): Promise<void> {
  if (entry) for await (const _ of parse(zip, entry, handler));
}

async function findSheet(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
): Promise<{ path: string; era: Era }> {
  let first: string | undefined;
  let era: Era = 1900;
  await parseAll(zip, entries.get("xl/workbook.xml"), {
    open: (name, attributes) => {
      if (name === "sheet") first ??= attributes["r:id"] ?? "";
      if (name === "workbookPr" && /^(1|true)$/.test(attributes.date1904 ?? "")) era = 1904;
    },
  });
  let target: string | undefined;
  await parseAll(zip, entries.get("xl/_rels/workbook.xml.rels"), {
    open: (name, attributes) => {
      if (name === "Relationship" && attributes.Id === first) target = attributes.Target;
    },
  });
  if (!target) throw new WorkbookError("workbookBroken");
  return { path: target.startsWith("/") ? target.slice(1) : `xl/${target}`, era };
}

/** The styles, by their place, that show a number as a date. */
async function readDateStyles(zip: ZipFile, entry: Entry | undefined): Promise<Set<number>> {
  const codes = new Map<number, string>();
  const dates = new Set<number>();
  let isInCells = false;
  let place = 0;
  await parseAll(zip, entry, {
    open: (name, attributes) => {
      if (name === "numFmt") codes.set(Number(attributes.numFmtId), attributes.formatCode ?? "");
      if (name === "cellXfs") isInCells = true;
      if (name !== "xf" || !isInCells) return;
      const id = Number(attributes.numFmtId ?? 0);
      if (isDateFormat(id, codes.get(id))) dates.add(place);
      place += 1;
    },
    close: (name) => {
      if (name === "cellXfs") isInCells = false;
    },
  });
  return dates;
}

/** The texts that cells point to; readings in kana beside them are no part of them. */
async function readTexts(zip: ZipFile, entry: Entry | undefined): Promise<string[]> {
  const texts: string[] = [];
  const within = new TextWithin();
  let length = 0;
  await parseAll(zip, entry, {
    open: (name) => within.open(name),
    text: (text) => within.add(text),
    close: (name) => {
      within.close(name);
      if (name !== "si") return;
      const text = within.take();
      length += text.length;
      if (length > textsMaxLength) throw new WorkbookError("workbookTooLarge");
      texts.push(text);
    },
  });
  return texts;
}

/** Gathers the text of `t` elements but those of `rPh`. */
class TextWithin {
  private gathered = "";
  private isText = false;
  private isReading = false;

  open(name: string): void {
    if (name === "rPh") this.isReading = true;
    if (name === "t") this.isText = true;
  }

  add(text: string): void {
    if (this.isText && !this.isReading && this.gathered.length < keptLength) this.gathered += text;
  }

  close(name: string): void {
    if (name === "rPh") this.isReading = false;
    if (name === "t") this.isText = false;
  }

  take(): string {
    const text = this.gathered;
    this.gathered = "";
    return text;
  }
}

/** Rows of a sheet as lines of CSV. */
class SheetReader implements Handler {
  private csv = "";
  private cells: string[] = [];
  private at = 0;
  private kind = "n";
  private style = 0;
  private value = "";
  private isValue = false;
  private within = new TextWithin();

  constructor(
    private readonly texts: readonly string[],
    private readonly dates: ReadonlySet<number>,
    private readonly era: Era,
  ) {}

  take(): string {
    const { csv } = this;
    this.csv = "";
    return csv;
  }

  open(name: string, attributes: Record<string, string>): void {
    this.within.open(name);
    if (name === "row") this.cells = [];
    if (name === "v") this.isValue = true;
    if (name !== "c") return;
    this.at = columnIndex(attributes.r ?? "") ?? this.cells.length;
    if (this.at >= mostColumns) throw new WorkbookError("workbookTooLarge");
    this.kind = attributes.t ?? "n";
    this.style = Number(attributes.s ?? 0);
    this.value = "";
  }

  text(text: string): void {
    this.within.add(text);
    if (this.isValue && this.value.length < keptLength) this.value += text;
  }

  close(name: string): void {
    this.within.close(name);
    if (name === "v") this.isValue = false;
    if (name === "row") this.csv += quotedLine(this.cells);
    if (name !== "c") return;
    while (this.cells.length < this.at) this.cells.push("");
    this.cells[this.at] = this.cellText(this.within.take());
  }

  private cellText(inline: string): string {
    const { kind, value } = this;
    if (kind === "s") return this.texts[Number(value)] ?? "";
    if (kind === "inlineStr") return inline;
    if (kind === "b") return value === "1" ? "TRUE" : "FALSE";
    if (kind !== "n" || value === "") return value;
    const date = this.dates.has(this.style) ? dateText(Number(value), this.era) : null;
    return date ?? numberText(value);
  }
}
