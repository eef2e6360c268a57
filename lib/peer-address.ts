import { type IncomingMessage, Server } from "node:http";
import { resolveClientAddress } from "@/lib/client-address";

/**
 * Replaces X-Forwarded-For of every request to this process by the client's address, before anything else sees it:
 * Next keeps what a client sent and shows its pages, actions and routes no other end of the connection.
 */
export function settleClientAddresses(proxies: readonly string[]): void {
  const emit: (this: Server, event: string, ...args: unknown[]) => boolean = Server.prototype.emit;
  Server.prototype.emit = function settled(this: Server, event: string, ...args: unknown[]) {
    if (event === "request") settle(args[0] as IncomingMessage, proxies);
    return emit.call(this, event, ...args);
  };
}

function settle({ headers, socket }: IncomingMessage, proxies: readonly string[]): void {
  const forwarded = headers["x-forwarded-for"];
  const given = Array.isArray(forwarded) ? forwarded.join(",") : forwarded;
  headers["x-forwarded-for"] = resolveClientAddress(socket.remoteAddress ?? "", given, proxies);
}
