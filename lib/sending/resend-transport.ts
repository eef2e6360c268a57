import { Pool, errors as undiciErrors } from "undici";
import { z } from "zod";
import { batchSize } from "@/db/values";
import { createBudget } from "./budget";
import type { MessageRecipient } from "./compose";
import { createGate, type Headers, waitOf } from "./gate";
import type { Outcome, SendResult, Transport } from "./transport";
import { writeMessages } from "./wire-json";

type Options = { apiKey: string; baseUrl?: string; connections?: number; timeoutMs?: number };

const acceptedSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const refusalSchema = z.object({ name: z.string().default(""), message: z.string().default("") });
const unreachableMs = 2_000;
/** Room for 100 messages of ordinary size; a larger batch makes its own and keeps it. */
const roomBytes = 1024 * 1024;

/**
 * One call for up to 100 messages: the request of the Resend SDK's `batch.send`, over a keep-alive pool
 * (the global fetch that the SDK uses costs a third more CPU per batch) and from one buffer for each call.
 */
export function createResendTransport(options: Options): Transport {
  const {
    apiKey,
    baseUrl = "https://api.resend.com",
    connections = 64,
    timeoutMs = 30_000,
  } = options;
  const base = new URL(baseUrl);
  const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
  const pool = new Pool(base.origin, { connections, ...timeouts, connect: { timeout: 5_000 } });
  const gate = createGate(createBudget(base.origin));
  const rooms: Buffer[] = [];
  const path = `${base.pathname.replace(/\/$/, "")}/emails/batch`;
  return {
    isRepeatable: true,
    claimSize: batchSize,
    close: () => pool.close(),
    async sendBatch(content, recipients, idempotencyKey) {
      const closedMs = await gate.pass();
      if (closedMs > 0) return { kind: "wait", milliseconds: closedMs, reason: "rate limit" };
      const written = writeMessages(
        content,
        recipients,
        rooms.pop() ?? Buffer.allocUnsafeSlow(roomBytes),
      );
      try {
        const { statusCode, headers, body } = await pool.request({
          method: "POST",
          path,
          headers: {
            authorization: `Bearer ${apiKey}`,
            "content-type": "application/json",
            "idempotency-key": idempotencyKey,
            "user-agent": "ecai",
            "x-batch-validation": "strict",
          },
          body: written,
        });
        gate.learn(statusCode, headers);
        const text = await body.text();
        // Of a call that failed or was answered early, something may still be on its way to the socket.
        if (statusCode === 200) rooms.push(Buffer.from(written.buffer));
        return readAnswer(recipients, statusCode, headers, text);
      } catch (error) {
        return readFailure(error);
      }
    },
  };
}

function readAnswer(
  recipients: readonly MessageRecipient[],
  status: number,
  headers: Headers,
  text: string,
): SendResult {
  if (status >= 200 && status < 300) return readAccepted(recipients, text);
  const { name, message } = readRefusal(text);
  const reason = `${status} ${name} ${message}`.trim().slice(0, 300);
  if (status === 429) return { kind: "wait", milliseconds: waitOf(headers), reason };
  if (status === 409)
    return name === "invalid_idempotent_request" ? lost(recipients) : { kind: "repeat", reason };
  if (status >= 500 || status === 408) return { kind: "repeat", reason };
  if (status === 422 || status === 400 || status === 413) return { kind: "invalid", reason };
  return { kind: "refused", reason };
}

function readAccepted(recipients: readonly MessageRecipient[], text: string): SendResult {
  const answer = acceptedSchema.safeParse(parseJson(text));
  if (!answer.success) return { kind: "repeat", reason: "unreadable answer" };
  const { data } = answer.data;
  const outcomes = recipients.map(
    (_recipient, index): Outcome => ({
      state: "accepted",
      messageId: data[index]?.id ?? null,
    }),
  );
  return { kind: "outcomes", outcomes };
}

/** The key was used with another payload: the messages of that other call went out, these did not. */
const lost = (recipients: readonly MessageRecipient[]): SendResult => ({
  kind: "outcomes",
  outcomes: recipients.map((): Outcome => ({ state: "unknown", reason: "interrupted" })),
});

function readRefusal(text: string): { name: string; message: string } {
  const refusal = refusalSchema.safeParse(parseJson(text));
  return refusal.success ? refusal.data : { name: "", message: text.slice(0, 200) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const notConnected = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

function readFailure(error: unknown): SendResult {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = error instanceof Error ? `${code} ${error.message}`.trim() : String(error);
  const isUnreachable = error instanceof undiciErrors.ConnectTimeoutError || notConnected.has(code);
  return isUnreachable
    ? { kind: "wait", milliseconds: unreachableMs, reason }
    : { kind: "repeat", reason };
}
