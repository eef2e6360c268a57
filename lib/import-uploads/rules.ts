import { CsvReader, type CsvRecord, detectDelimiter, type FileReading } from "@/lib/csv/rules";
import { createDecoder, lostCharacter } from "@/lib/encodings/rules";
import { AppError } from "@/lib/errors";
import { headersOf, previewCount, previewOf, refusalOf } from "@/lib/imports/rules";

/** How much of a file is read to learn its shape. */
export const headBytes = 256 * 1024;
const chunkBytes = 1024 * 1024;

type FileShape = FileReading & {
  headers: string[];
  previewRows: string[][];
};

export const refuse = (key: string, params?: Record<string, string | number>): AppError =>
  new AppError("invalid", `imports.refusals.${key}`, { params });

/**
 * The delimiter, the headers and the first rows of a file from its first bytes; `isWhole` when there are no more.
 * Throws `invalid` with the reason when the file cannot be imported.
 */
export function readShape(
  head: Uint8Array,
  isWhole: boolean,
  given: Pick<FileReading, "encoding"> & Partial<FileReading>,
): FileShape {
  const { lostCharacters = "refuse" } = given;
  const decoder = createDecoder(given.encoding, lostCharacter(lostCharacters));
  const text = decoder.write(head) + (isWhole ? decoder.end() : "");
  const delimiter = given.delimiter ?? detectDelimiter(text.trimStart());
  const records = firstRecords(text, delimiter, isWhole);
  const refusal = refusalOf(records, isWhole);
  if (refusal) throw refuse(refusal.key, refusal.params);
  const [header, ...rows] = records;
  return {
    encoding: given.encoding,
    delimiter,
    lostCharacters,
    headers: headersOf(header?.cells ?? []),
    previewRows: previewOf(rows),
  };
}

function firstRecords(text: string, delimiter: string, isWhole: boolean): CsvRecord[] {
  const reader = new CsvReader(delimiter);
  const records = reader.write(text);
  if (isWhole) records.push(...reader.end());
  return records.slice(0, previewCount + 1);
}

/** Cuts a stream of bytes into pieces of one size; the last is shorter. */
export async function* cut(
  bytes: AsyncIterable<Uint8Array>,
  size = chunkBytes,
): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const piece of bytes) {
    let rest = piece;
    while (length + rest.length >= size) {
      const taken = size - length;
      yield Buffer.concat([...held, rest.subarray(0, taken)]);
      rest = rest.subarray(taken);
      held = [];
      length = 0;
    }
    if (rest.length > 0) held.push(rest);
    length += rest.length;
  }
  if (length > 0) yield Buffer.concat(held);
}

/** A file's own name without folders and control characters. */
export function cleanFileName(text: string): string {
  const name = text
    .normalize("NFC")
    .replace(/^.*[\\/]/, "")
    .replace(/[\p{C}]/gu, "")
    .trim();
  return name.slice(0, 200) || "import.csv";
}

export const hasKnownExtension = (name: string, extensions: readonly string[]): boolean =>
  extensions.some((extension) => name.toLowerCase().endsWith(extension));
