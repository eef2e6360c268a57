import { env } from "@/lib/env";

/**
 * Whether a request that changes something comes from this surface's own pages, by the header that every browser
 * sends with it (RFC 6454). Without one it is no browser's and carries nobody's cookies unasked: `isNeeded` refuses
 * those as well. Over plain HTTP, on one's own machine, the name it was called by will do.
 */
export function isOwnOrigin(headers: Headers, isNeeded: boolean): boolean {
  const origin = headers.get("origin");
  if (origin === null) return !isNeeded;
  const { ECAI_SURFACE, ECAI_URL, ECAI_OPERATOR_URL } = env();
  const own = new URL(ECAI_SURFACE === "operator" ? ECAI_OPERATOR_URL : ECAI_URL);
  if (origin === own.origin) return true;
  return own.protocol === "http:" && origin === `http://${headers.get("host")}`;
}
