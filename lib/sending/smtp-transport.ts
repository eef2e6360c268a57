import { createTransport } from "nodemailer";
import type Mail from "nodemailer/lib/mailer";
import { returnPath } from "@/lib/return-paths/rules";
import { type CompiledDelivery, type MessageRecipient, renderMessage } from "./compose";
import type { Outcome, SendResult, Transport } from "./transport";

type Options = {
  url: string;
  connections?: number;
  /** Where returned mail goes, so that it tells of its recipient; unset: to the sender's own address. */
  returnDomain?: string | undefined;
};

const failed = (reason: string): Outcome => ({ state: "failed", reason: `refused: ${reason}` });

/** One message per recipient over pooled connections. SMTP knows no repeat: an unclear end is `unknown`. */
export function createSmtpTransport({ url, connections = 10, returnDomain }: Options): Transport {
  const address = new URL(url);
  address.searchParams.set("pool", "true");
  address.searchParams.set("maxConnections", String(connections));
  const mailer = createTransport(address.href);
  const send = async (content: CompiledDelivery, recipient: MessageRecipient): Promise<Outcome> => {
    try {
      const mail = toMail(content, recipient);
      const envelope = envelopeOf(recipient, mail.to, returnDomain);
      const sent = await mailer.sendMail({ ...mail, ...envelope });
      return { state: "accepted", messageId: String(sent.messageId) };
    } catch (error) {
      return readFailure(error);
    }
  };
  return {
    isRepeatable: false,
    claimSize: connections,
    close: async () => mailer.close(),
    async sendBatch(content, recipients): Promise<SendResult> {
      const outcomes = await Promise.all(recipients.map((recipient) => send(content, recipient)));
      return { kind: "outcomes", outcomes };
    },
  };
}

function toMail(content: CompiledDelivery, given: MessageRecipient) {
  const { from, to, subject, html, text, reply_to, headers } = renderMessage(content, given);
  const [recipient = ""] = to;
  const sender = /<([^>]+)>$/.exec(from)?.[1] ?? from;
  const domain = sender.slice(sender.lastIndexOf("@") + 1);
  return {
    from,
    // As an object: nodemailer takes the quotes off a local part that it parses from a string.
    to: { name: "", address: recipient },
    messageId: `<${given.deliveryId}.${given.batchNo}.${given.addressId}@${domain}>`,
    subject,
    html,
    text,
    replyTo: reply_to,
    headers,
  };
}

/** A message to no recipient of a delivery, such as a sample, has nothing to return to. */
function envelopeOf(recipient: MessageRecipient, to: object, domain: string | undefined) {
  if (!domain || !recipient.deliveryId || recipient.batchNo === 0) return {};
  // As an object again, of which the declarations know nothing.
  const from = { name: "", address: returnPath(recipient, domain) };
  return { envelope: { from, to: [to] } as unknown as Mail.Envelope };
}

/** The server said no (5xx), not now (4xx), was never reached, or vanished while it held the message. */
function readFailure(error: unknown): Outcome {
  if (!(error instanceof Error)) return { state: "unknown", reason: "connection" };
  const { code, responseCode, command } = readDetails(error);
  const reason = error.message.slice(0, 300);
  if (responseCode >= 500) return failed(reason);
  if (responseCode >= 400) return { state: "again", reason };
  if (
    code === "EAUTH" ||
    code === "EDNS" ||
    /ECONNREFUSED|EHOSTUNREACH|Connection timeout|Greeting never/.test(reason)
  ) {
    return { state: "again", reason };
  }
  if (code === "EENVELOPE" || code === "EMESSAGE") return failed(reason);
  return command === "RCPT TO" || command === "MAIL FROM"
    ? { state: "again", reason }
    : { state: "unknown", reason: "connection" };
}

function readDetails(error: Error): { code: string; responseCode: number; command: string } {
  return {
    code: "code" in error ? String(error.code) : "",
    responseCode: "responseCode" in error ? Number(error.responseCode) : 0,
    command: "command" in error ? String(error.command) : "",
  };
}
