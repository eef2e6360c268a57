import { Webhook, WebhookVerificationError } from "svix";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { storeProviderEvent } from "./events";

/** Takes a call of the mail provider: 400 unless its signature is right; stored once, whatever comes twice. */
export async function receiveProviderEvent(headers: Headers, body: string): Promise<Response> {
  const id = headers.get("svix-id") ?? "";
  const payload = verified(headers, id, body);
  if (payload === undefined) return Response.json({ error: { code: "invalid" } }, { status: 400 });
  const isStored = await storeProviderEvent(id, payload);
  return Response.json({ ok: true, isStored });
}

function verified(headers: Headers, id: string, body: string): unknown {
  const secret = env().RESEND_WEBHOOK_SECRET;
  if (!secret) return undefined;
  try {
    new Webhook(secret).verify(body, {
      "svix-id": id,
      "svix-timestamp": headers.get("svix-timestamp") ?? "",
      "svix-signature": headers.get("svix-signature") ?? "",
    });
    return JSON.parse(body);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError) && !(error instanceof SyntaxError))
      throw error;
    log.warn({ svixId: id.slice(0, 100) }, "provider event refused");
    return undefined;
  }
}
