import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** `hang-after` keeps the message and never answers; `500-after` keeps it and answers 500. */
export type Fault = 429 | 500 | "500-after" | "hang-before" | "hang-after";

type Message = { message_id: string; body: string; send_time: number; update_time: number };

const tooMany = { errors: ["Rate limit exceeded"] };
const broken = { errors: ["Internal Server Error"] };
const windowEnd = () => Date.now() + 300_000;

function formBody(request: IncomingMessage, text: string): string | null {
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  return isForm ? new URLSearchParams(text).get("body") : null;
}

/**
 * A Chatwork API on this machine, as developer.chatwork.com/docs/endpoints describes it: token in a header, form bodies
 * only, 300 calls in five minutes with the rest told in every answer.
 */
export async function startChatwork(accounts: Record<string, string[]>) {
  const rooms = new Map<string, Message[]>();
  const faults: Fault[] = [];
  const limit = { most: 300, used: 0, resetAt: windowEnd() };
  let calls = 0;
  let lastId = 1_928_374_655_918_273_000n;

  const answer = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "x-ratelimit-limit": String(limit.most),
      "x-ratelimit-remaining": String(Math.max(0, limit.most - limit.used)),
      "x-ratelimit-reset": String(Math.ceil(limit.resetAt / 1000)),
    });
    response.end(status === 204 ? undefined : JSON.stringify(body));
  };

  const keep = (room: string, body: string): string => {
    lastId += 1n;
    const now = Math.floor(Date.now() / 1000);
    const message = { message_id: String(lastId), body, send_time: now, update_time: 0 };
    rooms.set(room, [...(rooms.get(room) ?? []), message]);
    return message.message_id;
  };

  const post = (room: string, body: string, response: ServerResponse) => {
    const fault = faults.shift();
    if (fault === 429) {
      limit.used = limit.most;
      return answer(response, 429, tooMany);
    }
    if (fault === 500) return answer(response, 500, broken);
    if (fault === "hang-before") return;
    const id = keep(room, body);
    if (fault === "hang-after") return;
    if (fault === "500-after") return answer(response, 500, broken);
    answer(response, 200, { message_id: id });
  };

  const take = (room: string, body: string | null, response: ServerResponse) => {
    if (!body) return answer(response, 400, { errors: ["Parameter 'body' is required"] });
    if (body.length > 65_535)
      return answer(response, 400, { errors: ["Parameter 'body' is too long"] });
    post(room, body, response);
  };

  const refusal = (
    request: IncomingMessage,
    room: string | undefined,
  ): [number, unknown] | null => {
    const allowed = accounts[String(request.headers["x-chatworktoken"])];
    if (!allowed) return [401, { errors: ["Invalid API token"] }];
    if (limit.used >= limit.most) return [429, tooMany];
    limit.used += 1;
    if (!room) return [404, { errors: ["Not Found"] }];
    if (allowed.includes(room)) return null;
    return [403, { errors: ["You don't have permission to access this room"] }];
  };

  const server = createServer(async (request, response) => {
    calls += 1;
    let text = "";
    for await (const chunk of request) text += chunk;
    if (Date.now() >= limit.resetAt) Object.assign(limit, { used: 0, resetAt: windowEnd() });
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const room = /^\/v2\/rooms\/(\d+)\/messages$/.exec(pathname)?.[1];
    const refused = refusal(request, room);
    if (refused || !room) return answer(response, ...(refused ?? [404, null]));
    if (request.method === "POST") return take(room, formBody(request, text), response);
    const found = (rooms.get(room) ?? []).slice(-100);
    answer(response, found.length === 0 ? 204 : 200, found);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v2`,
    faults,
    limit,
    calls: () => calls,
    posted: (room: string) => (rooms.get(room) ?? []).map(({ body }) => body),
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type ChatworkServer = Awaited<ReturnType<typeof startChatwork>>;
