import { randomUUID } from "node:crypto";
import { createServer as createHttpServer, type ServerResponse } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";

/**
 * A mail provider in a process of its own, so that the sender's CPU time is only the sender's: `http` accepts every batch
 * at once, `paced` after 150 ms and ten a second, `smtp` speaks SMTP. Tells its port, and on request what it was given.
 */
const kind = process.argv[2] ?? "http";
const latencyMs = 150;
const perSecond = 10;
const windowMs = 1_000;

let messages = 0;
let refused = 0;
let firstAt = 0;
let lastAt = 0;

/** Each message has this header once; to parse the batch would cost more than to send it. */
const mark = Buffer.from('"List-Unsubscribe-Post"');

function countMessages(body: Buffer): number {
  let count = 0;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) count += 1;
  return count;
}

function accept(body: Buffer, response: ServerResponse): void {
  const count = countMessages(body);
  messages += count;
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({ data: Array.from({ length: count }, () => ({ id: randomUUID() })) }),
  );
}

const calls: number[] = [];

/** Ten calls in any second, whenever it begins. */
function acceptPaced(body: Buffer, response: ServerResponse): void {
  const now = performance.now();
  while (calls.length > 0 && (calls[0] ?? 0) <= now - windowMs) calls.shift();
  const isRefused = calls.length >= perSecond;
  if (!isRefused) {
    calls.push(now);
    firstAt ||= now;
    lastAt = now;
  }
  response.setHeader("ratelimit-policy", `${perSecond};w=${windowMs / 1000}`);
  response.setHeader("ratelimit-limit", String(perSecond));
  response.setHeader("ratelimit-remaining", String(perSecond - calls.length));
  response.setHeader("ratelimit-reset", "1");
  setTimeout(() => {
    if (!isRefused) return accept(body, response);
    refused += 1;
    response.writeHead(429, { "content-type": "application/json", "retry-after": "1" });
    response.end(JSON.stringify({ name: "rate_limit_exceeded" }));
  }, latencyMs);
}

function createHttpProvider(): Server {
  const answer = kind === "paced" ? acceptPaced : accept;
  return createHttpServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => answer(Buffer.concat(parts), response));
  });
}

const end = Buffer.from("\r\n.\r\n");

/** Reads commands line by line and a message up to its end; also several commands in one packet. */
function talk(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0);
  let isData = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const obey = (line: string): void => {
    if (/^EHLO/i.test(line)) return void say("250-provider\r\n250-PIPELINING\r\n250 8BITMIME");
    isData = /^DATA/i.test(line);
    say(isData ? "354 go on" : /^QUIT/i.test(line) ? "221 bye" : "250 ok");
  };
  const next = (): boolean => {
    const found = rest.indexOf(isData ? end : "\r\n");
    if (found < 0) return false;
    const line = rest.subarray(0, found);
    rest = rest.subarray(found + (isData ? end.length : 2));
    if (!isData) obey(line.toString());
    else {
      isData = false;
      messages += 1;
      say("250 queued");
    }
    return true;
  };
  socket.on("error", () => {});
  socket.setNoDelay(true);
  socket.on("data", (part: Buffer) => {
    rest = rest.length > 0 ? Buffer.concat([rest, part]) : part;
    while (next());
  });
  say("220 provider");
}

const server = kind === "smtp" ? createTcpServer(talk) : createHttpProvider();
server.listen(0, "127.0.0.1", () =>
  process.send?.({ port: (server.address() as AddressInfo).port }),
);
process.on("message", () =>
  process.send?.({ messages, refused, seconds: (lastAt - firstAt) / 1000 }),
);
process.on("disconnect", () => process.exit());
