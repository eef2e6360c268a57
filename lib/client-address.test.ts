import { createServer, get, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { resolveClientAddress } from "./client-address";
import { settleClientAddresses } from "./peer-address";

const proxies = ["127.0.0.0/8", "::1/128", "10.9.0.0/16", "2001:db8:9::/48"];
const resolve = (peer: string, forwarded?: string) =>
  resolveClientAddress(peer, forwarded, proxies);

describe("the client's address", () => {
  it("W21: is the other end of the connection when that is no proxy of ours, whatever it claims", () => {
    expect(resolve("203.0.113.5")).toBe("203.0.113.5");
    expect(resolve("203.0.113.5", "192.0.2.1")).toBe("203.0.113.5");
    expect(resolve("::ffff:203.0.113.5", "192.0.2.1, 127.0.0.1")).toBe("203.0.113.5");
  });

  it("W21: behind proxies of ours, is the right-most address that is not one of them", () => {
    expect(resolve("127.0.0.1", "192.0.2.1")).toBe("192.0.2.1");
    expect(resolve("::1", "198.51.100.7, 192.0.2.1")).toBe("192.0.2.1");
    expect(resolve("10.9.0.3", "198.51.100.7, 192.0.2.1, 10.9.4.4, 127.0.0.1")).toBe("192.0.2.1");
    expect(resolve("2001:db8:9::1", "2001:DB8::0:5")).toBe("2001:db8::5");
  });

  it("W21: is the last proxy where the rest says nothing, or no address", () => {
    expect(resolve("127.0.0.1")).toBe("127.0.0.1");
    expect(resolve("10.9.0.3", "192.0.2.1, unknown")).toBe("10.9.0.3");
    expect(resolve("10.9.0.3", "192.0.2.1, , 127.0.0.1")).toBe("127.0.0.1");
    expect(resolve("10.9.0.3", "127.0.0.1, 10.9.0.1")).toBe("127.0.0.1");
  });
});

describe("a server of this process", () => {
  const emit = Server.prototype.emit;

  async function seen(trusted: readonly string[]): Promise<string | undefined> {
    settleClientAddresses(trusted);
    const server = createServer((request, response) => {
      response.end(String(request.headers["x-forwarded-for"]));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    const headers = { "x-forwarded-for": "198.51.100.7, 192.0.2.1" };
    const text = await new Promise<string>((done, fail) => {
      get({ host: "127.0.0.1", port, headers }, (response) => {
        response.setEncoding("utf8").on("data", done);
      }).on("error", fail);
    });
    server.close();
    Server.prototype.emit = emit;
    return text;
  }

  it("W21: hands on the one address that can be believed", async () => {
    expect(await seen(["127.0.0.0/8"])).toBe("192.0.2.1");
    expect(await seen(["10.9.0.0/16"])).toBe("127.0.0.1");
  });
});
