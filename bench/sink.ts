import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A mail provider that accepts every batch at once; counts what it was given. */
export async function startSink(): Promise<{
  url: string;
  messages: () => number;
  close: () => void;
}> {
  let messages = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const batch: unknown[] = JSON.parse(Buffer.concat(parts).toString());
      messages += batch.length;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ data: batch.map(() => ({ id: randomUUID() })) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, messages: () => messages, close: () => server.close() };
}
