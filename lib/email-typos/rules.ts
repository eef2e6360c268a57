/** Where most private addresses in Japan are, the most common first. */
const wellKnown = [
  "gmail.com",
  "yahoo.co.jp",
  "icloud.com",
  "docomo.ne.jp",
  "ezweb.ne.jp",
  "au.com",
  "softbank.ne.jp",
  "i.softbank.jp",
  "hotmail.com",
  "hotmail.co.jp",
  "outlook.com",
  "outlook.jp",
  "live.jp",
  "nifty.com",
  "biglobe.ne.jp",
  "ybb.ne.jp",
  "rakuten.jp",
];

/** Real domains that lie one letter beside a well-known one. */
const real = new Set([
  ...wellKnown,
  "ymail.com",
  "mail.com",
  "email.com",
  "gmail.co.jp",
  "yahoo.com",
  "ezweb.co.jp",
  "outlook.fr",
  "live.com",
  "hotmail.fr",
]);

/** The well-known domain that a domain is probably a slip of the keyboard for (`gmial.com`), or null. */
export function suggestDomain(domain: string): string | null {
  if (real.has(domain) || domain.length < 6) return null;
  return (
    wellKnown.find((known) => isOneSlipAway(domain, known)) ??
    wellKnown.find((known) => domain.length === known.length - 3 && known === `${domain}.jp`) ??
    null
  );
}

/** One letter too many, too few, wrong, or two neighbours swapped. */
function isOneSlipAway(typed: string, known: string): boolean {
  if (Math.abs(typed.length - known.length) > 1 || known.length < 7) return false;
  let at = 0;
  while (at < typed.length && at < known.length && typed[at] === known[at]) at += 1;
  const [rest, knownRest] = [typed.slice(at), known.slice(at)];
  if (rest.length > knownRest.length) return rest.slice(1) === knownRest;
  if (rest.length < knownRest.length) return rest === knownRest.slice(1);
  const isSwapped =
    rest[0] === knownRest[1] && rest[1] === knownRest[0] && rest.slice(2) === knownRest.slice(2);
  return rest.slice(1) === knownRest.slice(1) || isSwapped;
}
