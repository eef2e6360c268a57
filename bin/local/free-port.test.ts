import { once } from "node:events";
import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort } from "./free-port";

/** Where Linux begins to give ports to outgoing connections. */
const outgoing = 32_768;

it("finds ports that no outgoing connection takes before they are listened on", async () => {
  for (let count = 0; count < 20; count += 1) {
    const server = createServer().listen(await freePort(), "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    expect(port).toBeLessThan(outgoing);
    server.close();
  }
});

it("gives the preferred port where it is free, and another one where it is not", async () => {
  const preferred = await freePort();
  expect(await freePort(preferred)).toBe(preferred);
  const server = createServer().listen(preferred, "127.0.0.1");
  await once(server, "listening");
  expect(await freePort(preferred)).not.toBe(preferred);
  server.close();
});
