import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { env } from "./env";
import { checkedLookup, OutgoingError, outgoingFetch } from "./outgoing";

let server: Server;
let port = 0;
const allowed = env().OUTGOING_ALLOWED_HOSTS;
const allow = (...hosts: string[]) => allowed.splice(0, allowed.length, ...hosts);
const problem = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => (error instanceof OutgoingError ? error.problem : error),
  );

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/redirect")
      response.writeHead(302, { location: "http://127.0.0.1/" }).end();
    else if (request.url === "/large") response.end(Buffer.alloc(1_500_000));
    else response.end("hello");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => allow());
afterAll(() => {
  allow();
  server.close();
});

describe("requests to addresses that customers choose", () => {
  it("W21: refuses plain http, and every spelling of an inner address", async () => {
    expect(await problem(outgoingFetch("http://example.com/"))).toBe("not_https");
    for (const host of [
      "127.0.0.1",
      "2130706433",
      "0x7f.1",
      "[::1]",
      "[::ffff:10.0.0.1]",
      "169.254.169.254",
      "[fe80::1]",
    ])
      expect(await problem(outgoingFetch(`https://${host}:${port}/`)), host).toBe("blocked");
    expect(await problem(outgoingFetch(`https://localhost:${port}/`))).toBe("blocked");
    expect(await problem(outgoingFetch("https://user:secret@example.com/"))).toBe("blocked");
  });

  it("W21: connects to the addresses that were checked, and refuses a name with one inner address among them", async () => {
    const answers = [
      [{ address: "93.184.216.34", family: 4 }],
      [
        { address: "93.184.216.34", family: 4 },
        { address: "10.0.0.1", family: 4 },
      ],
      [{ address: "::ffff:127.0.0.1", family: 6 }],
      [],
    ];
    let asked = 0;
    const look = checkedLookup((_host, _options, done) => done(null, answers[asked++] ?? []));
    const found = (all: boolean) =>
      new Promise((resolve) =>
        look("rebinding.example", { all }, (error, address) =>
          resolve(error instanceof OutgoingError ? error.problem : address),
        ),
      );
    expect(await found(true)).toEqual([{ address: "93.184.216.34", family: 4 }]);
    expect(await found(true)).toBe("blocked");
    expect(await found(false)).toBe("blocked");
    expect(await found(false)).toBe("unknown_host");
    expect(asked).toBe(4);
  });

  it("reaches a listed host, follows no redirect and reads no more than its limit", async () => {
    allow(`127.0.0.1:${port}`);
    const base = `http://127.0.0.1:${port}`;
    expect(await (await outgoingFetch(base)).text()).toBe("hello");
    expect((await outgoingFetch(`${base}/redirect`)).status).toBe(302);
    expect(await problem(outgoingFetch(`${base}/large`))).toBe("too_large");
    allow("127.0.0.1:1");
    expect(await problem(outgoingFetch(base))).toBe("not_https");
    expect(await problem(outgoingFetch("http://127.0.0.1:1/"))).toBe("unreachable");
  });
});
