import {
  type Front,
  type FrontRequest,
  type FrontResponse,
  forward,
  json,
  startFront,
} from "./http-front";
import { createInbound, createSignedSender, type InboundOptions } from "./resend-inbound";
import { outcomeFor } from "./resend-outcome";
import { controlSender, type WebhookSender } from "./webhook-sender";

type Options = {
  port: number;
  emulatorUrl: string;
  webhookUrl: string;
  webhookSecret: string;
  inbound: InboundOptions;
};
type Email = {
  from: string;
  to: string | string[];
  subject: string;
  tags?: { name: string; value: string }[];
  scheduled_at?: string;
};

const requestsPerSecond = 200;

/**
 * Stands before the Resend emulator and adds what the real service has: signed
 * events (the emulator has no way to subscribe to its own), mail that comes in,
 * rate headers and the fates of the test addresses.
 */
export async function startResendFront(options: Options): Promise<Front> {
  const sender = createSignedSender(options);
  const inbound = createInbound(options.inbound, () => front.url);
  const announced = new Set<string>();
  const allowance = createAllowance();
  const front: Front = await startFront(options.port, async (request) => {
    const received = await inbound.handle(request);
    if (received) return received;
    if (controlSender(sender, request.url.pathname)) return json(200, {});
    if (!request.headers.authorization) return decorated(await look(options.emulatorUrl, request));
    const rate = allowance();
    if (rate.isExceeded) {
      const message = "Too many requests.";
      return json(429, { statusCode: 429, name: "rate_limit_exceeded", message }, rate.headers);
    }
    const answer = await forward(
      options.emulatorUrl,
      request,
      request.url.pathname + request.url.search,
    );
    if (request.method === "POST" && answer.status === 200)
      announce(sender, announced, request, answer.body);
    return { ...answer, headers: { ...answer.headers, ...rate.headers } };
  });
  const close = async () => {
    sender.close();
    inbound.sender.close();
    await front.close();
  };
  return { url: front.url, close };
}

async function look(
  emulatorUrl: string,
  request: FrontRequest,
): Promise<FrontResponse & { body: Buffer }> {
  const answer = await forward(emulatorUrl, request, request.url.pathname);
  const to = request.url.searchParams.get("to");
  if (!to || request.url.pathname !== "/emails") return answer;
  const list: { data: { to: string[] }[] } = JSON.parse(answer.body.toString());
  const data = list.data.filter((email) => email.to.some((recipient) => recipient.includes(to)));
  return { ...answer, body: Buffer.from(JSON.stringify({ ...list, data })) };
}

/** The emulator believes that everything is delivered; its answers are corrected. */
function decorated(answer: FrontResponse & { body: Buffer }): FrontResponse {
  if (!answer.headers?.["content-type"]?.includes("json") || answer.status !== 200) return answer;
  const value = JSON.parse(answer.body.toString(), (_key, entry) =>
    entry?.object === "email" && entry.status === "delivered" ? withOutcome(entry) : entry,
  );
  return { ...answer, body: JSON.stringify(value) };
}

function withOutcome(email: { to: string[] }): object {
  const { lastEvent } = outcomeFor(email.to[0] ?? "");
  return { ...email, status: lastEvent, last_event: `email.${lastEvent}` };
}

/** Queues the events of newly accepted messages; a replayed answer names the same ids again. */
function announce(
  sender: WebhookSender,
  announced: Set<string>,
  request: FrontRequest,
  body: Buffer,
): void {
  const isBatch = request.url.pathname === "/emails/batch";
  if (!isBatch && request.url.pathname !== "/emails") return;
  const input: Email | Email[] = JSON.parse(request.body.toString());
  const answer: { id: string; data: { id: string }[] } = JSON.parse(body.toString());
  const ids = isBatch ? answer.data.map(({ id }) => id) : [answer.id];
  const emails = Array.isArray(input) ? input : [input];
  for (const [index, email] of emails.entries()) {
    const id = ids[index];
    if (!id || announced.has(id) || email.scheduled_at) continue;
    announced.add(id);
    for (const event of eventsOf(id, email)) sender.enqueue(event.id, event.body);
  }
}

function eventsOf(
  id: string,
  { from, to, subject, tags = [] }: Email,
): { id: string; body: string }[] {
  const recipients = Array.isArray(to) ? to : [to];
  const created_at = new Date().toISOString();
  const data = {
    email_id: id,
    message_id: `<${id}@emulator.local>`,
    created_at,
    from,
    to: recipients,
    subject,
    tags: Object.fromEntries(tags.map(({ name, value }) => [name, value])),
  };
  return outcomeFor(recipients[0] ?? "").events.map(({ type, extra }) => ({
    id: `msg_${id}_${type.replace("email.", "")}`,
    body: JSON.stringify({ type, created_at, data: { ...data, ...extra } }),
  }));
}

function createAllowance() {
  let second = 0;
  let used = 0;
  return () => {
    const now = Math.floor(Date.now() / 1000);
    used = now === second ? used + 1 : 1;
    second = now;
    const headers = {
      "ratelimit-policy": `${requestsPerSecond};w=1`,
      "ratelimit-limit": String(requestsPerSecond),
      "ratelimit-remaining": String(Math.max(0, requestsPerSecond - used)),
      "ratelimit-reset": "1",
    };
    return used > requestsPerSecond
      ? { isExceeded: true, headers: { ...headers, "retry-after": "1" } }
      : { isExceeded: false, headers };
  };
}
