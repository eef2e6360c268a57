import { eq, sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { outboxMessages, outboxPauses } from "@/db/schema/outbox";
import { contextForJob } from "@/lib/auth/context";
import { postRoomMessage } from "@/lib/chatwork/mutations";
import { listRoomMessages, type Room } from "@/lib/chatwork/queries";
import { chatworkParts, markerOf } from "@/lib/chatwork/rules";
import { findTenantRoom } from "@/lib/chatwork-rooms/queries";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { absoluteUrl } from "@/lib/mail/absolute-url";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { messageMail } from "@/lib/outbox/email";
import {
  backoffMs,
  chatworkOutcome,
  findPostedParts,
  isSurelyRefused,
  leaseSeconds,
  mayRepeatMail,
  type Outcome,
  pauseKeyOf,
} from "@/lib/outbox/rules";
import { enqueue } from "@/lib/queue/enqueue";
import { type Claimed, claimMessage, findNextTime, isLastAttempt } from "./queries";

const lanes = 4;

/** Sends whatever is due, then has itself called again for what is due later. Any number may run at once. */
export async function drainOutbox(): Promise<void> {
  await Promise.all(Array.from({ length: lanes }, drainLane));
  const next = await findNextTime();
  if (next) await enqueue(controlDb(), "outbox.drain", {}, { runAt: next, jobKey: "outbox.next" });
}

async function drainLane(): Promise<void> {
  for (let message = await claimMessage(); message; message = await claimMessage()) {
    const outcome = await attempt(message);
    await settle(message, outcome);
  }
}

async function attempt(message: Claimed): Promise<Outcome> {
  try {
    if (message.channel === "mail") return await sendMail(message);
    if (message.channel === "chatwork") return await sendToRoom(message);
    return { kind: "told", evidence: {} };
  } catch (error) {
    log.warn({ err: error, messageId: message.id }, "message not told");
    return { kind: "retry", error: error instanceof Error ? error.message : String(error) };
  }
}

async function sendMail(message: Claimed): Promise<Outcome> {
  const transport = env().MAIL_TRANSPORT;
  if (!mayRepeatMail(message, transport, new Date()))
    return { kind: "unknown", error: "the mail may have left before the worker stopped" };
  const mail = await messageMail(message);
  try {
    const id = await sendAccountMail({
      ...mail,
      to: message.target,
      idempotencyKey: `outbox:${message.id}`,
    });
    return { kind: "told", evidence: { provider: transport, id } };
  } catch (error) {
    if (transport === "smtp" && !isSurelyRefused(error))
      return { kind: "unknown", error: error instanceof Error ? error.message : String(error) };
    throw error;
  }
}

/** The provider's rooms by name, the customer's own by its environment. */
async function findRoom({ target, tenantId }: Claimed): Promise<Room | null> {
  if (tenantId) return findTenantRoom(contextForJob(tenantId, "outbox.drain"));
  const settings = env();
  const rooms: Record<string, string> = {
    information: settings.CHATWORK_INFORMATION_ROOM,
    support: settings.CHATWORK_SUPPORT_ROOM,
    operator: settings.CHATWORK_OPERATOR_ROOM,
  };
  const roomId = rooms[target];
  return settings.CHATWORK_API_TOKEN && roomId
    ? { token: settings.CHATWORK_API_TOKEN, roomId }
    : null;
}

/** Posts the parts that are not in the room yet. The API knows no idempotency key: after a doubtful attempt the room is read first. */
async function sendToRoom(message: Claimed): Promise<Outcome> {
  const room = await findRoom(message);
  if (!room) return { kind: "off" };
  const parts = chatworkParts({ ...message, url: message.link && absoluteUrl(message.link) });
  const posted = { ...(message.evidence.parts as Record<number, string> | undefined) };
  if (message.attempts > 1) {
    const doubt = await readDoubt(message, room, parts.length, posted);
    if (doubt) return doubt;
  }
  for (const [index, body] of parts.entries()) {
    if (posted[index]) continue;
    const { messageId, answer } = await postRoomMessage(room, body);
    if (answer.pauseUntil) await pause(message, answer.pauseUntil);
    if (!messageId) return chatworkOutcome(answer.status, answer.body, answer.pauseUntil);
    posted[index] = messageId;
    await keepParts(message.id, posted);
    const isMore = index < parts.length - 1;
    if (isMore && answer.pauseUntil)
      return { kind: "wait", until: answer.pauseUntil, error: "chatwork: limit used up" };
  }
  return { kind: "told", evidence: { roomId: room.roomId, parts: posted } };
}

/** Adds to `posted` what an earlier attempt left in the room; an outcome when that cannot be known now. */
async function readDoubt(
  message: Claimed,
  room: Room,
  count: number,
  posted: Record<number, string>,
): Promise<Outcome | null> {
  const { messages, answer } = await listRoomMessages(room);
  if (answer.pauseUntil) await pause(message, answer.pauseUntil);
  if (!messages) return chatworkOutcome(answer.status, answer.body, answer.pauseUntil);
  const markers = Array.from({ length: count }, (_, index) => markerOf(message.id, index + 1));
  const found = findPostedParts(markers, messages, message.firstTriedAt);
  if (!found) return { kind: "unknown", error: "the room's newest 100 messages do not reach back" };
  Object.assign(posted, found);
  return null;
}

/** What is in the room is written down part by part, and the lease begins anew. */
async function keepParts(id: string, parts: Record<number, string>): Promise<void> {
  await controlDb()
    .update(outboxMessages)
    .set({
      evidence: { parts },
      leaseUntil: sql`clock_timestamp() + make_interval(secs => ${leaseSeconds})`,
    })
    .where(eq(outboxMessages.id, id));
}

async function pause({ channel, target }: Claimed, until: Date): Promise<void> {
  await controlDb()
    .insert(outboxPauses)
    .values({ key: pauseKeyOf(channel, target), until })
    .onConflictDoUpdate({
      target: outboxPauses.key,
      set: { until: sql`greatest(outbox_pauses.until, excluded.until)` },
    });
}

async function settle(message: Claimed, outcome: Outcome): Promise<void> {
  await controlDb()
    .update(outboxMessages)
    .set({ ...changesFor(message, outcome), leaseUntil: null, updatedAt: sql`now()` })
    .where(eq(outboxMessages.id, message.id));
}

function changesFor(
  message: Claimed,
  outcome: Outcome,
): Partial<typeof outboxMessages.$inferInsert> {
  switch (outcome.kind) {
    case "told":
      return { state: "told", toldAt: new Date(), evidence: outcome.evidence, error: null };
    case "wait":
      return {
        state: "queued",
        attempts: message.attempts - 1,
        nextAt: outcome.until,
        error: outcome.error,
      };
    case "retry":
      if (isLastAttempt(message)) return { state: "failed", error: outcome.error };
      return {
        state: "queued",
        nextAt: new Date(Date.now() + backoffMs(message.attempts)),
        error: outcome.error,
      };
    case "off":
      return { state: "off", error: null };
    default:
      return { state: outcome.kind, error: outcome.error };
  }
}
