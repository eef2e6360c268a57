import type { LookupAddress, LookupAllOptions } from "node:dns";
import { lookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, fetch, type RequestInit } from "undici";
import { env } from "@/lib/env";
import { isPublicAddress } from "@/lib/ip-ranges";

export type OutgoingProblem =
  | "not_https"
  | "blocked"
  | "unknown_host"
  | "unreachable"
  | "too_large";

/** A request to a customer's address that was not made or not answered. */
export class OutgoingError extends Error {
  constructor(
    readonly problem: OutgoingProblem,
    options?: ErrorOptions,
  ) {
    super(`outgoing request: ${problem}`, options);
    this.name = "OutgoingError";
  }
}

type Resolve = (
  host: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

const mostBytes = 1_000_000;
const timeoutMs = 10_000;

/** Whether the operator of the service has listed the host, or host and port, as one inside its own network. */
export function isListedHost(url: URL): boolean {
  return env().OUTGOING_ALLOWED_HOSTS.some((entry) => entry === url.hostname || entry === url.host);
}

/**
 * Resolves a name and refuses it when one of its addresses is inside a private network. The socket connects to the
 * very addresses that were checked, so a name that changes its answer in between leads nowhere else.
 */
export function checkedLookup(resolve: Resolve = lookup): LookupFunction {
  return (host, options, done) => {
    resolve(host, { ...options, all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error || !first) return done(new OutgoingError("unknown_host", { cause: error }), "", 0);
      if (!found.every(({ address }) => isPublicAddress(address)))
        return done(new OutgoingError("blocked"), "", 0);
      if (options.all) return done(null, found);
      return done(null, first.address, first.family);
    });
  };
}

let guarded: Agent | undefined;
let listed: Agent | undefined;

function agentFor(url: URL): Agent {
  if (isListedHost(url)) {
    listed ??= new Agent({ connect: { timeout: timeoutMs } });
    return listed;
  }
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (url.protocol !== "https:") throw new OutgoingError("not_https");
  if (url.username || url.password) throw new OutgoingError("blocked");
  // The socket looks nothing up where the host is an address already.
  if (isIP(host) && !isPublicAddress(host)) throw new OutgoingError("blocked");
  guarded ??= new Agent({ connect: { timeout: timeoutMs, lookup: checkedLookup() } });
  return guarded;
}

/**
 * Fetches an address that a customer chose: https only, never a private network, no redirects followed, at most 1 MB
 * and 10 seconds. Throws `OutgoingError`.
 */
export async function outgoingFetch(address: string, init: RequestInit = {}): Promise<Response> {
  const dispatcher = agentFor(new URL(address));
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const answer = await fetch(address, { ...init, dispatcher, signal, redirect: "manual" });
    const body = await readAll(answer.body);
    const isBodyless = [101, 204, 205, 304].includes(answer.status);
    return new Response(isBodyless ? null : body, {
      status: answer.status,
      headers: [...answer.headers],
    });
  } catch (error) {
    throw outgoingErrorIn(error) ?? new OutgoingError("unreachable", { cause: error });
  }
}

async function readAll(body: AsyncIterable<Uint8Array> | null): Promise<Buffer<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body ?? []) {
    size += part.byteLength;
    if (size > mostBytes) throw new OutgoingError("too_large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The error of this file behind an error of a library that called it, or null. */
export function outgoingErrorIn(error: unknown): OutgoingError | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof OutgoingError) return cause;
  return null;
}
