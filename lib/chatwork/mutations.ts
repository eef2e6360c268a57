import { type ChatworkAnswer, callChatwork, type Room } from "./queries";

/** Posts one message into a room; returns its id, or the answer that refused it. Throws when there was no answer. */
export async function postRoomMessage(
  room: Room,
  body: string,
): Promise<{ messageId: string | null; answer: ChatworkAnswer }> {
  const answer = await callChatwork(room, `/rooms/${room.roomId}/messages`, {
    body,
    self_unread: "0",
  });
  const { message_id: id } = (answer.body ?? {}) as { message_id?: unknown };
  return { messageId: answer.status === 200 && id ? String(id) : null, answer };
}
