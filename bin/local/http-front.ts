import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export type FrontRequest = {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: Buffer;
};
export type FrontResponse = {
  status: number;
  headers?: Record<string, string>;
  body: string | Buffer;
};
export type Front = { url: string; close(): Promise<void> };

const notForwarded = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "accept-encoding",
  "expect",
]);
const notReturned = new Set([
  "connection",
  "content-length",
  "transfer-encoding",
  "content-encoding",
  "keep-alive",
]);

/** A small HTTP server on loopback whose handler sees whole bodies. */
export async function startFront(
  port: number,
  handle: (request: FrontRequest) => Promise<FrontResponse>,
): Promise<Front> {
  const server = createServer((request, response) => {
    readRequest(request, port)
      .then(handle)
      .then((answer) => write(response, answer))
      .catch((error: Error) => write(response, json(502, { message: error.message })));
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, close };
}

export function json(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): FrontResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(value),
  };
}

/** Passes a request on to the server behind the front; redirects are returned, not followed. */
export async function forward(
  origin: string,
  request: Omit<FrontRequest, "url">,
  path: string,
): Promise<FrontResponse & { body: Buffer }> {
  const headers = Object.entries(request.headers).filter(([name]) => !notForwarded.has(name));
  const response = await fetch(origin + path, {
    method: request.method,
    headers,
    redirect: "manual",
    ...(request.body.length > 0 ? { body: new Uint8Array(request.body) } : {}),
  });
  return {
    status: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => !notReturned.has(name))),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

async function readRequest(request: IncomingMessage, port: number): Promise<FrontRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    String(value ?? ""),
  ]);
  return {
    method: request.method ?? "GET",
    url: new URL(request.url ?? "/", `http://127.0.0.1:${port}`),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

function write(response: ServerResponse, { status, headers, body }: FrontResponse): void {
  if (response.headersSent) return;
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
