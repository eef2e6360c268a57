/** The API takes 65,535 per message; Japanese takes three bytes a character, so this fits however they are counted. */
const mostPerMessage = 20_000;
/** When the API names no time: its window is five minutes (developer.chatwork.com/docs/endpoints). */
const windowMs = 5 * 60_000;

const notation =
  /\[(?=\/?(?:to|toall|rp|reply|info|title|code|hr|qt|qtmeta|picon|piconname|preview|download|dtext|task|delete|deleted)\b)/gi;

/** Text in which nothing calls people or draws boxes: Chatwork's own notation is made harmless. */
export const plainForChatwork = (text: string): string => text.replace(notation, "［");

/** What names a message's part in a room, so that it can be found again after a crash. */
export const markerOf = (messageId: string, part: number): string =>
  `(ECAI-${messageId.slice(0, 18)}-${part})`;

/** A message as the room gets it: a box with a title, long ones in several, each with its own marker at the end. */
export function chatworkParts(
  message: { id: string; title: string; body: string; url?: string | null },
  most = mostPerMessage,
): string[] {
  const title = plainForChatwork(message.title);
  const pieces = splitText(plainForChatwork(message.body), most);
  return pieces.map((piece, index) => {
    const count = pieces.length > 1 ? ` (${index + 1}/${pieces.length})` : "";
    const isLast = index === pieces.length - 1;
    const link = isLast && message.url ? `\n${message.url}` : "";
    return `[info][title]${title}${count}[/title]${piece}${link}\n${markerOf(message.id, index + 1)}[/info]`;
  });
}

/** Pieces of at most `most` UTF-16 units that join to the text, cut at line ends where there are any. */
export function splitText(text: string, most: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const end = cutAt(rest, most);
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end);
  }
  return [...pieces, rest];
}

function cutAt(text: string, most: number): number {
  const lineEnd = text.lastIndexOf("\n", most - 1);
  if (lineEnd >= most / 2) return lineEnd + 1;
  const isInsidePair = /[\ud800-\udbff]/.test(text[most - 1] ?? "");
  return isInsidePair && most > 1 ? most - 1 : most;
}

export type RateLimit = { remaining: number | null; resetAt: Date | null };

/** `x-ratelimit-remaining` and `x-ratelimit-reset` (seconds since 1970) of an answer. */
export function readRateLimit(headers: { get(name: string): string | null }): RateLimit {
  const number = (name: string) => {
    const text = headers.get(name);
    return text !== null && /^\d+$/.test(text.trim()) ? Number(text) : null;
  };
  const reset = number("x-ratelimit-reset");
  return {
    remaining: number("x-ratelimit-remaining"),
    resetAt: reset === null ? null : new Date(reset * 1000),
  };
}

/** Until when nothing may be sent after this answer; null when more may follow at once. */
export function pauseAfter(status: number, limit: RateLimit, now: Date): Date | null {
  if (status === 429) return laterOf(limit.resetAt ?? new Date(now.getTime() + windowMs), now);
  return limit.remaining === 0 && limit.resetAt && limit.resetAt > now ? limit.resetAt : null;
}

/** A reset in the past (their clock is behind) must not become a tight loop. */
const laterOf = (time: Date, now: Date) => new Date(Math.max(time.getTime(), now.getTime() + 1000));
