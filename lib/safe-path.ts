const linkWithSecret =
  /^(\/(?:password-reset|invitation|email-change|network-recovery|unsubscribe|api\/unsubscribe|m\/[cow]|feed\/notices|sign-up\/payment|sign-up\/resume))\/.+/;
const looksSecret = /^[\w.~-]{40,}$/;
const secretNames = new Set(["code", "state", "token", "key"]);

/** The path of an address without its query, and without what in it opens something; for logs. */
export function safePath(url: string): string {
  const path = (url.split(/[?#]/)[0] ?? "").slice(0, 500);
  if (path.startsWith("/_next/")) return path;
  return path
    .replace(linkWithSecret, "$1/[masked]")
    .split("/")
    .map((part) => (looksSecret.test(part) ? "[masked]" : part))
    .join("/");
}

/** The same with the query, which tells what an attacker tried; values that open something are masked. */
export function safeAddress(url: string): string {
  const query = url.slice(0, 500).split(/[?#]/)[1];
  if (query === undefined) return safePath(url);
  const pairs = query.split("&").map((pair) => {
    const [name = "", value = ""] = pair.split("=", 2);
    return secretNames.has(name) || looksSecret.test(value) ? `${name}=[masked]` : pair;
  });
  return `${safePath(url)}?${pairs.join("&")}`;
}
