import { env } from "@/lib/env";
import { pauseAfter, readRateLimit } from "./rules";

const timeoutMs = 15_000;

export type Room = { token: string; roomId: string };
export type ChatworkAnswer = {
  status: number;
  body: unknown;
  /** Until when this token may send nothing more. */
  pauseUntil: Date | null;
};

/** One call of the API. Throws when there was no answer, in which case it may have been carried out. */
export async function callChatwork(
  { token }: Pick<Room, "token">,
  path: string,
  form?: Record<string, string>,
): Promise<ChatworkAnswer> {
  const response = await fetch(`${env().CHATWORK_API_BASE}${path}`, {
    method: form ? "POST" : "GET",
    headers: { "x-chatworktoken": token, accept: "application/json" },
    body: form ? new URLSearchParams(form) : undefined,
    signal: AbortSignal.timeout(timeoutMs),
    redirect: "error",
  });
  const text = await response.text();
  return {
    status: response.status,
    body: parseJson(text),
    pauseUntil: pauseAfter(response.status, readRateLimit(response.headers), new Date()),
  };
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

export type RoomMessage = { id: string; body: string; sentAt: Date };

/** The room's newest messages, at most 100, the oldest first; null with the answer where it was refused. */
export async function listRoomMessages(
  room: Room,
): Promise<{ messages: RoomMessage[] | null; answer: ChatworkAnswer }> {
  // force=1: all of the newest 100, not only what came since the last call.
  const answer = await callChatwork(room, `/rooms/${room.roomId}/messages?force=1`);
  if (answer.status === 204) return { messages: [], answer };
  if (answer.status !== 200 || !Array.isArray(answer.body)) return { messages: null, answer };
  const messages = answer.body.map((message: Record<string, unknown>) => ({
    id: String(message.message_id),
    body: String(message.body),
    sentAt: new Date(Number(message.send_time) * 1000),
  }));
  return { messages, answer };
}
