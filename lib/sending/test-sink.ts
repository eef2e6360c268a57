import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { ProviderMessage } from "./compose";

export type SinkCall = { key: string; messages: ProviderMessage[]; number: number };
export type SinkBehaviour =
  | "accept"
  | "limit"
  | "error"
  | "reset"
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
  conflicts: number;
  close: () => Promise<void>;
};

const refusals: Partial<Record<SinkBehaviour, { status: number; body: object }>> = {
  limit: { status: 429, body: { name: "rate_limit_exceeded" } },
  error: { status: 500, body: { name: "application_error" } },
  forbid: { status: 403, body: { name: "validation_error", message: "domain is not verified" } },
  invalid: { status: 422, body: { name: "validation_error", message: "Invalid `to` field" } },
};

/** A mail provider on this machine that keeps Resend's rule of idempotency keys and fails as it is told. */
export async function startSink(
  behave: (call: SinkCall) => SinkBehaviour = () => "accept",
  delayMs = 0,
): Promise<Sink> {
  const known = new Map<string, { body: string; answer: string }>();
  const sink: Omit<Sink, "url" | "close"> = { sent: new Map(), calls: [], conflicts: 0 };
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
    if (behaviour === "reset") return response.destroy();
    const refusal = refusals[behaviour];
    if (refusal) return reply(response, refusal.status, refusal.body, { "retry-after": "0.05" });
    const earlier = known.get(key);
    if (earlier && earlier.body !== body) {
      sink.conflicts += 1;
      return reply(response, 409, { name: "invalid_idempotent_request" });
    }
    const answer = earlier?.answer ?? accept(key, body, messages);
    if (behaviour === "acceptThenDrop") return response.destroy();
    if (behaviour === "acceptThenHang") return;
    if (behaviour === "acceptThenError") return reply(response, 502, {});
    return reply(response, 200, answer);
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    // The account mails of other processes on the same provider are none of a delivery's.
    if (!request.url?.endsWith("/batch")) return reply(response, 200, { id: "single" });
    if (delayMs > 0) await sleep(delayMs);
    respond(Buffer.concat(chunks).toString(), request.headers, response);
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

function reply(
  response: ServerResponse,
  status: number,
  body: object | string,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}
