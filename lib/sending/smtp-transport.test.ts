import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { returnPath } from "@/lib/return-paths/rules";
import { compileDelivery } from "./compose";
import { createSmtpTransport } from "./smtp-transport";
import { testContent, testRecipient } from "./test-content";

/** A mail server whose answer to a recipient follows from the local part. */
async function startServer() {
  const received: Received[] = [];
  const server = createServer((socket) => talk(socket, received));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, received, close: () => server.close() };
}

function replyTo(line: string, to: string): string {
  if (line.startsWith("RCPT") && to.includes("bad")) return "550 no such user";
  if (line.startsWith("RCPT") && to.includes("later")) return "451 try later";
  return line === "DATA" ? "354 go on" : "250 ok";
}

type Received = { from: string; to: string; data: string };

function talk(socket: Socket, received: Received[]) {
  let from = "";
  let to = "";
  let data: string | null = null;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const endMessage = (text: string) => {
    if (to.includes("drop")) return socket.destroy();
    received.push({ from, to, data: text });
    data = null;
    return say("250 queued");
  };
  const obey = (line: string) => {
    if (line === "DATA") data = "";
    if (line.startsWith("MAIL")) from = line.slice("MAIL FROM:".length);
    if (line.startsWith("RCPT")) to = line.slice("RCPT TO:".length);
    say(replyTo(line, to));
  };
  socket.on("error", () => {});
  say("220 test");
  createInterface({ input: socket }).on("line", (line) => {
    if (data === null) obey(line);
    else if (line === ".") endMessage(data);
    else data += `${line}\n`;
  });
}

const content = compileDelivery(testContent, { baseUrl: "https://mail.example.jp" });

it("tells each recipient's outcome, and unknown where the line broke after the message", async () => {
  const server = await startServer();
  const transport = createSmtpTransport({ url: server.url, connections: 2 });
  const to = [
    "good@example.jp",
    "a..b@docomo.ne.jp",
    "bad@example.jp",
    "later@example.jp",
    "drop@example.jp",
  ];
  const result = await transport.sendBatch(
    content,
    to.map((email) => testRecipient({ email })),
    "delivery:1:1",
  );
  await transport.close();
  server.close();
  const outcomes = result.kind === "outcomes" ? result.outcomes : [];
  expect(outcomes.map(({ state }) => state)).toEqual([
    "accepted",
    "accepted",
    "failed",
    "again",
    "unknown",
  ]);
  expect(server.received.map((mail) => mail.to)).toEqual(
    expect.arrayContaining(["<good@example.jp>", expect.stringContaining('"a..b"@docomo.ne.jp')]),
  );
  expect(server.received[0]?.data).toContain("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
  const ids = server.received.map(({ data }) => /^Message-ID:\s+(\S+)/im.exec(data)?.[1]);
  expect(new Set(ids).size).toBe(server.received.length);
});

it("tries again when the server cannot be reached", async () => {
  const transport = createSmtpTransport({ url: "smtp://127.0.0.1:9" });
  const result = await transport.sendBatch(
    content,
    [testRecipient({ email: "a@example.jp" })],
    "delivery:1:1",
  );
  await transport.close();
  expect(result).toMatchObject({ kind: "outcomes", outcomes: [{ state: "again" }] });
});

it("W14: lets mail come back to an address that tells of its recipient, and samples to their sender", async () => {
  const server = await startServer();
  const transport = createSmtpTransport({ url: server.url, returnDomain: "in.example.jp" });
  const sent = testRecipient({ email: "a..b@docomo.ne.jp", batchNo: 3 });
  await transport.sendBatch(content, [sent], "delivery:3:1");
  const sample = testRecipient({ email: "b@example.jp", batchNo: 0 });
  await transport.sendBatch(content, [sample], "delivery:0:1");
  await transport.close();
  server.close();
  expect(server.received.map(({ from, to }) => [from, to])).toEqual([
    [`<${returnPath(sent, "in.example.jp")}>`, '<"a..b"@docomo.ne.jp>'],
    ["<news@example.jp>", "<b@example.jp>"],
  ]);
});
