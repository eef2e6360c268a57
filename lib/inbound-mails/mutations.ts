import "server-only";
import { controlDb } from "@/db/client";
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
  const known = localPartsOf(event.data, INBOUND_DOMAIN).flatMap((localPart) => {
    const task = taskFor(localPart);
    return task ? [{ task, localPart }] : [];
  });
  for (const { task, localPart } of known)
    await enqueue(
      controlDb(),
      task,
      { emailId, localPart, receivedAt: event.data.created_at.toISOString() },
      { jobKey: `inbound:${emailId}:${localPart}` },
    );
  return Response.json({ ok: true, taken: known.length });
}

function taskFor(localPart: string): "inbound.read-returned" | "inbound.sign-up" | null {
  if (readReturnPath(localPart)) return "inbound.read-returned";
  return mailKeyOf(localPart) ? "inbound.sign-up" : null;
}
