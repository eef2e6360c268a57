import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The address with an IPv4 one inside `::ffff:…` taken out of it, or null when it is none. */
export function parseAddress(text: string): Address | null {
  const plain = text
    .trim()
    .replace(/^\[|\]$/g, "")
    .replace(/%[\w.-]+$/, "");
  if (!ipaddr.IPv4.isValidFourPartDecimal(plain) && !ipaddr.IPv6.isValid(plain)) return null;
  return ipaddr.process(plain);
}

/**
 * One spelling for one range (`192.0.2.0/24`, `2001:db8::/32`): bits beyond the prefix are cleared, a single address
 * becomes a range of one. Null when it is no range.
 */
export function normalizeRange(text: string): string | null {
  const [given = "", prefix, ...rest] = text.normalize("NFKC").trim().split("/");
  const address = parseAddress(given);
  if (!address || rest.length > 0) return null;
  const bits = address.kind() === "ipv4" ? 32 : 128;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return null;
  const length = prefix === undefined ? bits : Number(prefix);
  if (length > bits) return null;
  const range = `${address}/${length}`;
  const network =
    address.kind() === "ipv4"
      ? ipaddr.IPv4.networkAddressFromCIDR(range)
      : ipaddr.IPv6.networkAddressFromCIDR(range);
  return `${network}/${length}`;
}

/** Whether an address lies in one of the ranges; what is no address lies in none. */
export function isInRanges(text: string | null, ranges: readonly string[]): boolean {
  const address = text === null ? null : parseAddress(text);
  if (!address) return false;
  return ranges.some((range) => {
    const [network, length] = ipaddr.parseCIDR(range);
    return network.kind() === address.kind() && address.match([network, length] as never);
  });
}

/** Whether an address can be reached by anybody: not loopback, private, link-local, reserved or a tunnel to those. */
export function isPublicAddress(text: string): boolean {
  return parseAddress(text)?.range() === "unicast";
}
