import { randomUUID } from "node:crypto";
import PostalMime, { addressParser } from "postal-mime";
import { Webhook } from "svix";
import { type FrontRequest, type FrontResponse, json } from "./http-front";
import { createWebhookSender, type WebhookSender } from "./webhook-sender";

export type InboundOptions = { webhookUrl: string; webhookSecret: string };

type Kept = { raw: Buffer; answer: Record<string, unknown> };

/** Sends what a webhook of the service is sent, signed as its provider signs. */
export function createSignedSender({ webhookUrl, webhookSecret }: InboundOptions): WebhookSender {
  const signer = new Webhook(webhookSecret);
  return createWebhookSender({
    url: webhookUrl,
    sign: (id, body) => {
      const now = new Date();
      return {
        "svix-id": id,
        "svix-timestamp": String(Math.floor(now.getTime() / 1000)),
        "svix-signature": signer.sign(id, now, body),
      };
    },
  });
}

/**
 * Mail that comes in, which the emulator does not know: `POST /_local/inbound?to=…` with a message (RFC 5322) as its body
 * is announced as `email.received` and handed out under `/emails/receiving/<id>`.
 */
export function createInbound(options: InboundOptions, url: () => string) {
  const sender = createSignedSender(options);
  const kept = new Map<string, Kept>();
  return {
    sender,
    async handle(request: FrontRequest): Promise<FrontResponse | null> {
      const { pathname, searchParams } = request.url;
      if (request.method === "POST" && pathname === "/_local/inbound")
        return take(request.body, searchParams.getAll("to"));
      const id = /^\/(?:emails\/receiving|_local\/inbound)\/([0-9a-f-]{36})$/.exec(pathname)?.[1];
      if (!id) return null;
      const mail = kept.get(id);
      if (!mail)
        return json(404, { statusCode: 404, name: "not_found", message: "Email not found" });
      return pathname.startsWith("/_local/")
        ? { status: 200, headers: { "content-type": "message/rfc822" }, body: mail.raw }
        : json(200, mail.answer);
    },
  };

  async function take(raw: Buffer, receivedFor: string[]): Promise<FrontResponse> {
    const id = randomUUID();
    const created_at = new Date().toISOString();
    const mail = await PostalMime.parse(raw);
    const header = (name: string) => mail.headers.find(({ key }) => key === name)?.value ?? "";
    const facts = {
      created_at,
      from: header("from"),
      to: addressParser(header("to"), { flatten: true }).map(({ address = "" }) => address),
      bcc: [],
      cc: [],
      received_for: receivedFor,
      message_id: mail.messageId ?? "",
      subject: mail.subject ?? "",
      attachments: [],
    };
    const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
    const expires_at = new Date(Date.now() + 3_600_000).toISOString();
    const download = { download_url: `${url()}/_local/inbound/${id}`, expires_at };
    const body = { html: mail.html ?? null, text: mail.text ?? null, headers, raw: download };
    kept.set(id, { raw, answer: { object: "email", id, ...facts, ...body } });
    const event = { type: "email.received", created_at, data: { email_id: id, ...facts } };
    sender.enqueue(`msg_${id}`, JSON.stringify(event));
    return json(200, { id });
  }
}
