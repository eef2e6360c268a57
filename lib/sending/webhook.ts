import { env } from "@/lib/env";
import { storeProviderEvent } from "./events";
import { refusedCall, verifiedPayload } from "./signature";

/** Takes a call of the mail provider: 400 unless its signature is right; stored once, whatever comes twice. */
export async function receiveProviderEvent(headers: Headers, body: string): Promise<Response> {
  const event = verifiedPayload(env().RESEND_WEBHOOK_SECRET, headers, body);
  if (!event) return refusedCall();
  const isStored = await storeProviderEvent(event.id, event.payload);
  return Response.json({ ok: true, isStored });
}
