import { type CompiledDelivery, type MessageRecipient, messageTags, oneClickPost } from "./compose";
import { type Escape, type MailTokens, type Piece, renderPieces } from "./rules";
import { wireAddress } from "./wire-address";

type Slot = {
  value: (recipient: MessageRecipient, tokens: MailTokens) => string;
  /** Only characters that JSON and UTF-8 leave as they are: signed tokens and ids. */
  isPlain: boolean;
};
type Segment = Buffer | Slot;

const compiled = new WeakMap<CompiledDelivery, Segment[]>();

/** Writes the messages as a JSON array into `room`, or into a larger buffer where it is too small. */
export function writeMessages(
  content: CompiledDelivery,
  recipients: readonly MessageRecipient[],
  room: Buffer,
): Buffer {
  const segments = compiled.get(content) ?? compileSegments(content);
  compiled.set(content, segments);
  const writer = createWriter(room);
  recipients.forEach((recipient, index) => {
    writer.plain(index === 0 ? "[" : ",");
    const tokens = content.tokensOf(recipient);
    for (const segment of segments) {
      if (Buffer.isBuffer(segment)) writer.bytes(segment);
      else if (segment.isPlain) writer.plain(segment.value(recipient, tokens));
      else writer.text(inJson(segment.value(recipient, tokens)));
    }
  });
  writer.plain("]");
  return writer.written();
}

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

function createWriter(room: Buffer) {
  let buffer = room;
  let end = 0;
  const reserve = (bytes: number) => {
    if (end + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, end + bytes));
    buffer.copy(larger, 0, 0, end);
    buffer = larger;
  };
  return {
    bytes(bytes: Buffer): void {
      reserve(bytes.length);
      buffer.set(bytes, end);
      end += bytes.length;
    },
    plain(text: string): void {
      reserve(text.length);
      end += buffer.write(text, end, "latin1");
    },
    text(text: string): void {
      reserve(3 * text.length);
      end += buffer.write(text, end, "utf8");
    },
    written: (): Buffer => buffer.subarray(0, end),
  };
}

/** A message of `ProviderMessage`'s form whose literal parts are escaped and encoded once. */
function compileSegments(content: CompiledDelivery): Segment[] {
  const { from, replyTo, subject, html, text, oneClick } = content;
  return joined([
    `{"from":${JSON.stringify(from)},"to":["`,
    { value: ({ email }) => wireAddress(email), isPlain: false },
    `"],"subject":"`,
    { value: ({ merge }) => renderPieces(subject, merge, "header"), isPlain: false },
    ...(html ? [`","html":"`, ...html.map((piece) => partOf(piece, "html"))] : []),
    `","text":"`,
    ...text.map((piece) => partOf(piece, "text")),
    ...(replyTo ? [`","reply_to":"${inJson(replyTo)}`] : []),
    `","headers":{"List-Unsubscribe":"`,
    ...oneClick.map((piece) => partOf(piece, "text")),
    `","List-Unsubscribe-Post":"${oneClickPost}"},"tags":[`,
    ...tagParts(),
    "]}",
  ]);
}

type Part = string | Slot;

function partOf(piece: Piece, mode: Escape): Part {
  if (piece.kind === "literal") return inJson(piece.text);
  const pieces = [piece];
  return {
    value: ({ merge }, tokens) => renderPieces(pieces, merge, mode, tokens),
    isPlain: piece.kind === "token",
  };
}

const tagParts = (): Part[] =>
  Object.entries(messageTags).flatMap(([name, value], index): Part[] => [
    `${index > 0 ? "," : ""}{"name":"${name}","value":"`,
    { value, isPlain: true },
    `"}`,
  ]);

/** Neighbouring texts as one buffer. */
function joined(parts: readonly Part[]): Segment[] {
  const segments: Segment[] = [];
  let text = "";
  for (const part of parts) {
    if (typeof part === "string") text += part;
    else {
      segments.push(Buffer.from(text), part);
      text = "";
    }
  }
  return [...segments, Buffer.from(text)];
}
