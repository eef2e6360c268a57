import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProviderMessage } from "./compose";

export type SinkCall = { key: string; messages: ProviderMessage[]; number: number };
export type SinkBehaviour =
  | "accept"
  | "limit"
  /** As `limit`, but without a word about when to come again. */
  | "limitSilently"
  | "error"
  | "reset"
  | "hang"
  | "acceptThenDrop"
  | "acceptThenError"
  | "acceptThenHang"
  | "invalid"
  | "forbid";
export type Sink = {
  url: string;
  /** How often each recipient was really sent a message. */
  sent: Map<string, number>;
  calls: { key: string; size: number; headers: IncomingHttpHeaders; body: string }[];
  /** The mails that came alone, such as those to accounts, each key once. */
  mails: { key: string; to: string[]; subject: string }[];
  conflicts: number;
  close: () => Promise<void>;
};

type Refusal = { status: number; body: object; headers?: Record<string, string> };
const limited = { status: 429, body: { name: "rate_limit_exceeded" } };
const refusals: Partial<Record<SinkBehaviour, Refusal>> = {
  limit: { ...limited, headers: { "retry-after": "0.05" } },
  limitSilently: limited,
  error: { status: 500, body: { name: "application_error" } },
  forbid: { status: 403, body: { name: "validation_error", message: "domain is not verified" } },
  invalid: { status: 422, body: { name: "validation_error", message: "Invalid `to` field" } },
};

type Loss = (response: ServerResponse) => void;
const drop: Loss = (response) => void response.destroy();
const hang: Loss = () => {};
const losses: Partial<Record<SinkBehaviour, Loss>> = { reset: drop, hang };
const lostAnswers: Partial<Record<SinkBehaviour, Loss>> = {
  acceptThenDrop: drop,
  acceptThenHang: hang,
  acceptThenError: (response) => reply(response, 502, {}),
};

/** A mail provider on this machine that keeps Resend's rule of idempotency keys and fails as it is told. */
export async function startSink(
  behave: (call: SinkCall) => SinkBehaviour = () => "accept",
  delayMs = 0,
): Promise<Sink> {
  const known = new Map<string, { body: string; answer: string }>();
  const sink: Omit<Sink, "url" | "close"> = { sent: new Map(), calls: [], mails: [], conflicts: 0 };
  const accept = (key: string, body: string, messages: ProviderMessage[]) => {
    for (const { to } of messages)
      for (const one of to) sink.sent.set(one, (sink.sent.get(one) ?? 0) + 1);
    const data = messages.map((_message, index) => ({ id: `${key}#${index}` }));
    const answer = JSON.stringify({ data });
    known.set(key, { body, answer });
    return answer;
  };
  const respond = (body: string, headers: IncomingHttpHeaders, response: ServerResponse) => {
    const key = String(headers["idempotency-key"]);
    const messages: ProviderMessage[] = JSON.parse(body);
    sink.calls.push({ key, size: messages.length, headers, body });
    const behaviour = behave({ key, messages, number: sink.calls.length });
    const lose = losses[behaviour];
    if (lose) return lose(response);
    const refusal = refusals[behaviour];
    if (refusal) return reply(response, refusal.status, refusal.body, refusal.headers);
    const earlier = known.get(key);
    if (earlier && earlier.body !== body) {
      sink.conflicts += 1;
      return reply(response, 409, { name: "invalid_idempotent_request" });
    }
    const answer = earlier?.answer ?? accept(key, body, messages);
    const loseAnswer = lostAnswers[behaviour];
    return loseAnswer ? loseAnswer(response) : reply(response, 200, answer);
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    // The account mails of other processes on the same provider are none of a delivery's.
    if (!request.url?.endsWith("/batch"))
      return takeMail(sink.mails, body, request.headers, response);
    if (delayMs > 0) await sleep(delayMs);
    respond(body, request.headers, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(sink, {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

function takeMail(
  mails: Sink["mails"],
  body: string,
  headers: IncomingHttpHeaders,
  response: ServerResponse,
) {
  const { to, subject }: { to: string | string[]; subject: string } = JSON.parse(body);
  const key = String(headers["idempotency-key"] ?? "");
  const isKnown = key !== "" && mails.some((mail) => mail.key === key);
  if (!isKnown) mails.push({ key, to: [to].flat(), subject });
  return reply(response, 200, { id: "single" });
}

function reply(
  response: ServerResponse,
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
