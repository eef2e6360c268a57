import { isInRanges, parseAddress } from "@/lib/ip-ranges";

/** The address a request came from: the one that `lib/peer-address.ts` leaves in X-Forwarded-For. */
export function clientAddress(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "127.0.0.1";
}

/**
 * Who is behind a connection: its other end, unless that is one of our proxies. Then the right-most address in
 * X-Forwarded-For that is not one of ours: what stands left of it, anybody can have written. `forwarded` is what the
 * header holds.
 */
export function resolveClientAddress(
  peer: string,
  forwarded: string | undefined,
  proxies: readonly string[],
): string {
  let known = peer;
  const hops = (forwarded ?? "").split(",").map((hop) => hop.trim());
  while (isInRanges(known, proxies)) {
    const hop = parseAddress(hops.pop() ?? "");
    if (!hop) break;
    known = hop.toString();
  }
  return parseAddress(known)?.toString() ?? known;
}
