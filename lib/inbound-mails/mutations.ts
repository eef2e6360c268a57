import "server-only";
import { controlDb } from "@/db/client";
import { type Limit, takeFromWindow } from "@/lib/auth/throttle";
import { env } from "@/lib/env";
import { enqueue } from "@/lib/queue/enqueue";
import { readReturnPath } from "@/lib/return-paths/rules";
import { refusedCall, verifiedPayload } from "@/lib/sending/signature";
import { mailKeyOf } from "@/lib/signup-mails/rules";
import { localPartsOf } from "./rules";
import { receivedEventSchema } from "./schema";

/**
 * Takes the mail provider's word that a mail has come in: 400 unless its signature is right. Mail to an address that
 * was not given out here is not even looked at.
 */
export async function receiveMail(headers: Headers, body: string): Promise<Response> {
  const { INBOUND_DOMAIN, RESEND_INBOUND_WEBHOOK_SECRET } = env();
  const verified = verifiedPayload(RESEND_INBOUND_WEBHOOK_SECRET, headers, body);
  if (!verified || !INBOUND_DOMAIN) return refusedCall();
  const event = receivedEventSchema.safeParse(verified.payload);
  if (!event.success) return Response.json({ ok: true, taken: 0 });
  const { email_id: emailId } = event.data.data;
  let taken = 0;
  for (const localPart of localPartsOf(event.data, INBOUND_DOMAIN)) {
    const task = taskFor(localPart);
    if (!task || (await isFlooded(task, localPart))) continue;
    await enqueue(
      controlDb(),
      task,
      { emailId, localPart, receivedAt: event.data.created_at.toISOString() },
      { jobKey: `inbound:${emailId}:${localPart}` },
    );
    taken += 1;
  }
  return Response.json({ ok: true, taken });
}

type Task = "inbound.read-returned" | "inbound.sign-up";

/** Mails that are looked at for one address of ours; its addressees know it and can write to it. */
const perAddress: Record<Task, Limit> = {
  "inbound.read-returned": { most: 20, windowSeconds: 3600 },
  "inbound.sign-up": { most: 5_000, windowSeconds: 3600 },
};

async function isFlooded(task: Task, localPart: string): Promise<boolean> {
  return (await takeFromWindow(task, localPart, perAddress[task])).isExceeded;
}

function taskFor(localPart: string): Task | null {
  if (readReturnPath(localPart)) return "inbound.read-returned";
  return mailKeyOf(localPart) ? "inbound.sign-up" : null;
}
