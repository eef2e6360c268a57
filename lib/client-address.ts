/**
 * The address a request came from: the last one in X-Forwarded-For, which the nearest proxy has added itself; what
 * stands before it anybody can have written.
 */
export function clientAddress(headers: Headers): string {
  const forwarded = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim();
  return forwarded || headers.get("x-real-ip") || "127.0.0.1";
}
