import {
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

const repeatable = new Set(["GET", "HEAD"]);

/**
 * A load balancer as deploy/nginx.conf describes it: takes turns between the targets, sends a repeatable request to the
 * next one when a target is gone, and a request that changes something only once.
 */
export async function startProxy(
  targets: readonly number[],
): Promise<{ url: string; server: Server }> {
  let turn = 0;
  const server = createServer((incoming, response) => {
    turn += 1;
    forward(incoming, response, [
      ...targets.slice(turn % targets.length),
      ...targets.slice(0, turn % targets.length),
    ]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

function forward(incoming: IncomingMessage, response: ServerResponse, ports: number[]): void {
  const [port, ...others] = ports;
  const { method = "GET", url: path, headers } = incoming;
  const outgoing = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.once("error", () => response.destroy());
  });
  outgoing.once("error", () => {
    if (response.headersSent) response.destroy();
    else if (others.length > 0 && repeatable.has(method)) forward(incoming, response, others);
    else response.writeHead(502).end();
  });
  incoming.pipe(outgoing);
}
