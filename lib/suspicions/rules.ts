import ipaddr from "ipaddr.js";
import type { suspicionKinds } from "@/db/values";

export type SuspicionKind = (typeof suspicionKinds)[number];

export const windowSeconds = 600;
/** An automatic block lasts an hour. */
export const automaticSeconds = 3600;

/**
 * So many within one window block a network by themselves. Kinds without a number never do: a provider with a wrong
 * secret, or an office whose people open links to what was deleted, must not lock itself out.
 */
const blockingCounts: Partial<Record<SuspicionKind, number>> = {
  path_probe: 30,
  bad_origin: 100,
  tampered_token: 1000,
  oversized_body: 100,
};

export const isBlocking = (kind: SuspicionKind, count: number): boolean =>
  count >= (blockingCounts[kind] ?? Number.POSITIVE_INFINITY);

/** The network that counts as one caller: an IPv4 address, or the 64 bits that one IPv6 line has; null for no address. */
export function networkOf(ip: string | null): string | null {
  if (!ip || !ipaddr.isValid(ip)) return null;
  const address = ipaddr.process(ip);
  if (address.kind() === "ipv4") return `${address.toString()}/32`;
  const [network] = ipaddr.IPv6.parseCIDR(`${address.toString()}/64`) ?? [];
  return network ? `${ipaddr.IPv6.networkAddressFromCIDR(`${network.toString()}/64`)}/64` : null;
}

/** A network in its one spelling, `address/bits` with the other bits zero; null when the text is none. */
export function parseNetwork(text: string): string | null {
  const given = text.trim();
  if (ipaddr.isValid(given)) return networkOf(given);
  if (!ipaddr.isValidCIDR(given)) return null;
  const [address, bits] = ipaddr.parseCIDR(given);
  const start =
    address.kind() === "ipv4"
      ? ipaddr.IPv4.networkAddressFromCIDR(given)
      : ipaddr.IPv6.networkAddressFromCIDR(given);
  return `${start.toString()}/${bits}`;
}

export function isInNetwork(ip: string, network: string): boolean {
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  const [start, bits] = ipaddr.parseCIDR(network);
  return address.kind() === start.kind() && address.match(start, bits);
}

/** A private or local address is a proxy of ours or the provider's own: never blocked by a machine. */
export function isPublicNetwork(network: string): boolean {
  return ipaddr.parseCIDR(network)[0].range() === "unicast";
}

/** The widest network that may be blocked by hand: a slip of the pen must not shut everybody out. */
export function isTooWide(network: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(network);
  return bits < (address.kind() === "ipv4" ? 8 : 24);
}

const probes = [
  /\.(php\d?|phtml|aspx?|jspx?|cgi|env|sql|bak|old|ini|conf|ya?ml|pem|key)$/i,
  /(^|\/)\.(git|svn|hg|env|aws|ssh|htaccess|htpasswd|DS_Store)/i,
  /\/(wp-(admin|login|content|includes)|phpmyadmin|cgi-bin|actuator|server-status|vendor\/phpunit|xmlrpc|solr|boaform|HNAP1)\b/i,
  /(\.\.|%2e%2e|%252e)[/\\]|%00|etc\/passwd|\/proc\/self/i,
];

/** Whether a path is one that nobody follows a link to: files of other software, ways out of the folder. */
export const isProbe = (path: string): boolean => probes.some((probe) => probe.test(path));

/** Recipients can stop mail whatever else came from their network, and the service stays watchable. */
const neverBlocked = /^\/(unsubscribe\/|m\/|api\/unsubscribe\/|healthz$|readyz$)/;

export const isAlwaysOpen = (path: string): boolean => neverBlocked.test(path);
