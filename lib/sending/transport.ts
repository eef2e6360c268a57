import { env } from "@/lib/env";
import type { CompiledDelivery, MessageRecipient } from "./compose";
import { createResendTransport } from "./resend-transport";
import { createSmtpTransport } from "./smtp-transport";

/** What became of one message, in the order of the recipients. `again`: surely not accepted, worth another try. */
export type Outcome =
  | { state: "accepted"; messageId: string | null }
  | { state: "failed" | "unknown" | "again"; reason: string };

export type SendResult =
  | { kind: "outcomes"; outcomes: Outcome[] }
  /** Surely not accepted; welcome again after a while. */
  | { kind: "wait"; milliseconds: number; reason: string }
  /** May have been accepted: to be repeated with the same key. */
  | { kind: "repeat"; reason: string }
  /** Surely not accepted because of at least one of the messages. */
  | { kind: "invalid"; reason: string }
  /** Surely not accepted because of the account or sender, whatever the messages. */
  | { kind: "refused"; reason: string };

export type Transport = {
  /** Whether the same key and payload are sent only once, however often they come. */
  isRepeatable: boolean;
  claimSize: number;
  sendBatch(
    content: CompiledDelivery,
    recipients: readonly MessageRecipient[],
    idempotencyKey: string,
  ): Promise<SendResult>;
  close(): Promise<void>;
};

/** The transport that the settings name. */
export function createTransport(): Transport {
  const { MAIL_TRANSPORT, SMTP_URL = "", INBOUND_DOMAIN, RESEND_BASE_URL, RESEND_API_KEY } = env();
  return MAIL_TRANSPORT === "smtp"
    ? createSmtpTransport({ url: SMTP_URL, returnDomain: INBOUND_DOMAIN })
    : createResendTransport({ apiKey: RESEND_API_KEY, baseUrl: RESEND_BASE_URL });
}
