import iconv from "iconv-lite";
import type { lostCharacterModes, textEncodings } from "@/db/values";

export type TextEncoding = (typeof textEncodings)[number];
type Decoder = { write: (bytes: Uint8Array) => string; end: () => string };

/** Bytes that stand for no character, with where they are. */
type Losses = {
  count: number;
  /** Those of them that 〓 can stand in for. */
  replaceable: number;
  samples: { line: number; text: string }[];
};

/** What a decoder puts where bytes stand for no character. */
export const replacement = "\uFFFD";
/** The printers' mark for a character that is missing: 〓. */
export const geta = "\u3013";
const mostSamples = 10;

/** Bytes that code page 932 leaves without a character. */
const unassigned = /[\u0080-\u00A0]/g;
/** Stands for a lost character of code page 932 while a text is read: none of its characters is decoded to this one. */
const lostMark = "\uE000";
const lostMarkBytes = [0xf0, 0x40] as const;

/**
 * Turns bytes into text piece by piece; drops a byte order mark; undecodable bytes and NUL become U+FFFD. Of code page
 * 932 `lost` becomes of each character that only its maker knows (外字, the emoji of carriers).
 */
export function createDecoder(encoding: TextEncoding, lost: string = replacement): Decoder {
  if (encoding === "cp932") return createCp932Decoder(lost);
  const decoder = new TextDecoder(encoding);
  const clean = (text: string) => text.replaceAll("\0", replacement);
  return {
    write: (bytes) => clean(decoder.decode(bytes, { stream: true })),
    end: () => clean(decoder.decode()),
  };
}

/** What becomes of such characters in an import. */
export const lostCharacter = (mode: (typeof lostCharacterModes)[number]): string =>
  mode === "replace" ? geta : replacement;

/**
 * Windows code page 932, which has ㈱ ① 髙 﨑; the platform's own Shift_JIS differs in ～ and ∥. The decoder loses a
 * character after half of one at the end of the piece before, and takes half of a pair that stands for none as the
 * beginning of the next one, so pairs are told apart here.
 */
function createCp932Decoder(lost: string): Decoder {
  const decoder = iconv.getDecoder("cp932");
  const clean = (text: string) =>
    text.replaceAll("\0", replacement).replace(unassigned, replacement).replaceAll(lostMark, lost);
  let held: Uint8Array = new Uint8Array();
  return {
    write: (bytes) => {
      const { whole, rest } = markLost(Buffer.concat([held, bytes]));
      held = rest;
      return clean(decoder.write(whole));
    },
    end: () => clean(decoder.write(Buffer.from(held)) + (decoder.end() ?? "")),
  };
}

const isLead = (byte: number) => (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
const isTrail = (byte: number) => byte >= 0x40 && byte <= 0xfc && byte !== 0x7f;

/** Puts the mark into the place of each pair without a character; `rest` is the first half of a pair at the end. */
function markLost(bytes: Buffer): { whole: Buffer; rest: Uint8Array } {
  lostPairs ??= findLostPairs();
  let at = 0;
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x81 || !isLead(lead)) {
      at += 1;
      continue;
    }
    if (at + 1 === bytes.length) break;
    const trail = bytes[at + 1] ?? 0;
    if (lostPairs[(lead << 8) | trail] === 1) bytes.set(lostMarkBytes, at);
    at += isTrail(trail) ? 2 : 1;
  }
  return { whole: bytes.subarray(0, at), rest: bytes.subarray(at) };
}

let lostPairs: Uint8Array | undefined;

/** 1 at each pair of bytes that code page 932 leaves to companies, or to nobody. */
function findLostPairs(): Uint8Array {
  const found = new Uint8Array(2 ** 16);
  for (let lead = 0x81; lead <= 0xfc; lead += 1)
    for (let trail = 0x40; trail <= 0xfc; trail += 1) {
      if (!isLead(lead) || !isTrail(trail)) continue;
      const text = iconv.decode(Buffer.from([lead, trail]), "cp932");
      if (text.length !== 1 || /[\uE000-\uF8FF\uFFFD]/.test(text)) found[(lead << 8) | trail] = 1;
    }
  return found;
}

/** The encoding that a byte order mark at the start tells, or null. */
export function encodingOfMark(head: Uint8Array): TextEncoding | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return null;
}

const signatures: [string, number[]][] = [
  ["workbook", [0x50, 0x4b, 0x03, 0x04]],
  ["workbook", [0xd0, 0xcf, 0x11, 0xe0]],
  ["image", [0x89, 0x50, 0x4e, 0x47]],
  ["image", [0xff, 0xd8, 0xff]],
  ["image", [0x47, 0x49, 0x46, 0x38]],
  ["pdf", [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ["archive", [0x50, 0x4b, 0x05, 0x06]],
  ["archive", [0x50, 0x4b, 0x07, 0x08]],
  ["archive", [0x1f, 0x8b]],
  ["archive", [0x42, 0x5a, 0x68]],
  ["archive", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["archive", [0x37, 0x7a, 0xbc, 0xaf]],
  ["archive", [0x52, 0x61, 0x72, 0x21]],
  ["archive", [0x28, 0xb5, 0x2f, 0xfd]],
  ["binary", [0x7f, 0x45, 0x4c, 0x46]],
];

/** What a file is when it is not text: an Excel workbook, an image, …, or null. */
export function binaryKindOf(head: Uint8Array): string | null {
  const found = signatures.find(([, bytes]) => bytes.every((byte, at) => head[at] === byte));
  if (found) return found[0];
  if (encodingOfMark(head)?.startsWith("utf-16")) return null;
  const controls = head.reduce((sum, byte) => sum + (isControl(byte) ? 1 : 0), 0);
  return head.includes(0) || controls > head.length / 100 ? "binary" : null;
}

const isControl = (byte: number) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d, 0x1b].includes(byte);

type Trial = {
  encoding: TextEncoding;
  decoder: Decoder;
  losses: Losses;
  /** Characters beyond ASCII that were read. */
  gained: number;
  line: number;
  tail: string;
};

/** Reads a whole file piece by piece and tells which encoding loses nothing, or the least. */
export class EncodingScan {
  private trials: Trial[] = [];
  isBinary = false;

  write(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.trials.length === 0) this.start(bytes);
    if (!this.trials[0]?.encoding.startsWith("utf-16") && bytes.includes(0)) this.isBinary = true;
    for (const trial of this.trials) look(trial, trial.decoder.write(bytes));
  }

  private start(head: Uint8Array): void {
    const marked = encodingOfMark(head);
    const encodings: TextEncoding[] = marked ? [marked] : ["utf-8", "cp932"];
    this.trials = encodings.map((encoding) => ({
      encoding,
      decoder: createDecoder(encoding, lostMark),
      losses: { count: 0, replaceable: 0, samples: [] },
      gained: 0,
      line: 1,
      tail: "",
    }));
  }

  /** The best encoding, and for each that was tried what it would lose. */
  end(): {
    encoding: TextEncoding;
    losses: Partial<Record<TextEncoding, Losses>>;
  } {
    for (const trial of this.trials) look(trial, trial.decoder.end());
    const losses = Object.fromEntries(this.trials.map((trial) => [trial.encoding, trial.losses]));
    return { encoding: this.best(), losses };
  }

  /** Other text than UTF-8 hardly ever forms its sequences, so UTF-8 with a few bad bytes is still UTF-8. */
  private best(): TextEncoding {
    const [first, second] = this.trials;
    if (!first || !second) return first?.encoding ?? "utf-8";
    return first.losses.count <= first.gained || first.losses.count <= second.losses.count
      ? first.encoding
      : second.encoding;
  }
}

function look(trial: Trial, text: string): void {
  trial.gained += countGained(text);
  let from = 0;
  for (const { 0: found, index: at } of text.matchAll(lossesOf(trial.encoding))) {
    trial.losses.count += 1;
    if (found === lostMark) trial.losses.replaceable += 1;
    if (trial.losses.samples.length >= mostSamples) continue;
    trial.line += countLines(trial.tail + text.slice(from, at)) - countLines(trial.tail);
    trial.tail = "";
    from = at;
    const last = trial.losses.samples.at(-1);
    if (last?.line !== trial.line)
      trial.losses.samples.push({ line: trial.line, text: excerpt(text, at) });
  }
  if (trial.losses.samples.length >= mostSamples) return;
  const rest = text.slice(from);
  trial.line += countLines(trial.tail + rest) - countLines(trial.tail);
  // A carriage return may be the first half of a line end.
  trial.tail = rest === "" ? trial.tail : rest.slice(-1) === "\r" ? "\r" : "";
}

function countGained(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0x7f && code !== 0xfffd) count += 1;
  }
  return count;
}

/** In Unicode the mark is a character like others. */
const lossesOf = (encoding: TextEncoding) => (encoding === "cp932" ? /[\uFFFD\uE000]/g : /\uFFFD/g);

const countLines = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

function excerpt(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf("\n", at) + 1, at - 20);
  const end = text.slice(at, at + 20).search(/[\r\n]/);
  return text
    .slice(start, end === -1 ? at + 20 : at + end)
    .replace(/\p{Surrogate}/gu, "")
    .replaceAll(lostMark, geta)
    .trim();
}
