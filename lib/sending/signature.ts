import { Webhook, WebhookVerificationError } from "svix";
import { log } from "@/lib/log";

/** What the mail provider has signed with the secret, or undefined. */
export function verifiedPayload(
  secret: string | undefined,
  headers: Headers,
  body: string,
): { id: string; payload: unknown } | undefined {
  if (!secret) return undefined;
  const id = headers.get("svix-id") ?? "";
  try {
    new Webhook(secret).verify(body, {
      "svix-id": id,
      "svix-timestamp": headers.get("svix-timestamp") ?? "",
      "svix-signature": headers.get("svix-signature") ?? "",
    });
    return { id, payload: JSON.parse(body) };
  } catch (error) {
    if (!(error instanceof WebhookVerificationError) && !(error instanceof SyntaxError))
      throw error;
    log.warn({ svixId: id.slice(0, 100) }, "provider event refused");
    return undefined;
  }
}

/** The answer to a call without a right signature. */
export const refusedCall = (): Response =>
  Response.json({ error: { code: "invalid" } }, { status: 400 });
