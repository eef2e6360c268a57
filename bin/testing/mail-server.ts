import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export type SentMail = { to: string; subject: string; html: string; text: string; key: string };

/** The part of the Resend API that takes a mail: a key that was seen answers as before and sends nothing. */
export async function startMailApi() {
  const sent: SentMail[] = [];
  const known = new Map<string, { id: string; payload: string }>();
  const faults: (500 | "hang-after")[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    const fault = faults.shift();
    if (fault === 500)
      return answer(500, { statusCode: 500, name: "internal_server_error", message: "broken" });
    const key = String(request.headers["idempotency-key"]);
    const before = known.get(key);
    if (before && before.payload !== text)
      return answer(409, {
        statusCode: 409,
        name: "invalid_idempotent_request",
        message: "another payload",
      });
    if (before) return answer(200, { id: before.id });
    const id = `mail-${known.size + 1}`;
    known.set(key, { id, payload: text });
    sent.push({ ...JSON.parse(text), key });
    if (fault === "hang-after") return;
    answer(200, { id });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    faults,
    to: (address: string) => sent.filter(({ to }) => [to].flat().includes(address)),
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
