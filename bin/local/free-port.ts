import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections, which would take one before its server listens. */
const first = 20_000;
const last = 32_767;
const tries = 50;

export function isPortFree(port: number, host?: string): Promise<boolean> {
  return listenOnce(port, host).then(
    () => true,
    () => false,
  );
}

/** The preferred port where it is free, else another one. */
export async function freePort(preferred?: number, host = "127.0.0.1"): Promise<number> {
  if (preferred && (await isPortFree(preferred, host))) return preferred;
  for (let count = 0; count < tries; count += 1) {
    const port = randomInt(first, last + 1);
    if (await isPortFree(port, host)) return port;
  }
  return listenOnce(0, host);
}

function listenOnce(port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const taken = address && typeof address === "object" ? address.port : port;
      server.close(() => resolve(taken));
    });
  });
}
