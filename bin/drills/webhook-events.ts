import { Webhook } from "svix";
import type { Sink } from "@/lib/sending/test-sink";

/** One call of the provider's webhook: `at` is when it was signed, in milliseconds from now. */
export type EventCall = {
  id: string;
  payload: { type: string; created_at: string; data: object };
  secret?: string;
  body?: string;
  at?: number;
  isForged?: true;
};
type Message = { to: string; tags: Record<string, string> };

/** The messages of the given calls, each recipient once. */
export function messagesIn(calls: Sink["calls"]): Message[] {
  const found = new Map<string, Message>();
  for (const { body } of calls) {
    const messages: { to: string[]; tags: { name: string; value: string }[] }[] = JSON.parse(body);
    for (const { to, tags } of messages) {
      const [email = ""] = to;
      found.set(email, {
        to: email,
        tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])),
      });
    }
  }
  return [...found.values()];
}

const permanent = { type: "Permanent", subType: "General", message: "550 unknown" };
const transient = { type: "Transient", subType: "MailboxFull", message: "452 full" };
const start = Date.UTC(2026, 10, 24);

/** What happens to a message, which its recipient's number decides: most are delivered, many opened, some come back. */
export function storyOf({ to, tags }: Message): EventCall[] {
  const number = Number(/\d+/.exec(to)?.[0] ?? 0);
  const event = (type: string, minute: number, bounce?: object): EventCall => ({
    id: `${type}-${number}-${tags.delivery}`,
    payload: {
      type: `email.${type}`,
      created_at: new Date(start + number * 1_000 + minute * 60_000).toISOString(),
      data: { email_id: `mail-${number}`, to: [to], tags, ...(bounce && { bounce }) },
    },
  });
  const sent = event("sent", 0);
  const delivered = [sent, event("delivered", 1)];
  switch (number % 20) {
    case 1:
      return [sent, event("bounced", 1, permanent)];
    case 2:
      return [sent, event("delivery_delayed", 1), event("bounced", 2, transient)];
    case 3:
      return [...delivered, event("opened", 2), event("complained", 3)];
    case 4:
      return [...delivered, event("bounced", 5, permanent)];
    case 5:
      return [sent, event("clicked", 4)];
    default:
      return number % 2 ? [...delivered, event("opened", 2), event("clicked", 3)] : delivered;
  }
}

/** The same event in ways that must not count: another's signature, altered, sent again a day later, none of ours. */
export function forgeriesOf(call: EventCall): EventCall[] {
  const isComplaint = call.payload.type === "email.complained";
  const payload = { ...call.payload, type: isComplaint ? "email.failed" : "email.complained" };
  const forged = { ...call, payload, isForged: true as const };
  const secret = `whsec_${Buffer.from("another-secret-of-some-length").toString("base64")}`;
  return [
    { ...forged, secret, id: `forged-${call.id}` },
    { ...call, isForged: true, body: JSON.stringify(payload), id: `altered-${call.id}` },
    { ...forged, at: -86_400_000, id: `replayed-${call.id}` },
  ];
}

/** Calls the webhook as the provider does, signed now unless the call says otherwise. Resolves to the answer's status. */
export async function postEvent(port: number, call: EventCall, secret: string): Promise<number> {
  const at = new Date(Date.now() + (call.at ?? 0));
  const signed = JSON.stringify(call.payload);
  const answer = await fetch(`http://127.0.0.1:${port}/api/webhooks/resend`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "svix-id": call.id,
      "svix-timestamp": String(Math.floor(at.getTime() / 1000)),
      "svix-signature": new Webhook(call.secret ?? secret).sign(call.id, at, signed),
    },
    body: call.body ?? signed,
  });
  await answer.text();
  return answer.status;
}
