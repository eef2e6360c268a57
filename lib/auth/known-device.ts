import { randomUUID } from "node:crypto";
import { z } from "zod";
import { keyedHash, randomToken, signToken, verifyToken } from "@/lib/tokens";
import type { Guesser } from "./guesses";

const deviceSchema = z.object({ account: z.string(), id: z.string(), until: z.number() });
const lifetimeMs = 180 * 24 * 3600 * 1000;
/** Accounts that one browser remembers. */
const most = 5;
/** Browsers cap a cookie's age at 400 days. */
export const browserSeconds = 400 * 24 * 3600;

/**
 * The browser's one long-lived cookie: a signed random id by which the history of sign-ins knows it again, and after it
 * a signed part for each account whose owner has proven themselves on it. It proves nothing about who uses it now.
 */
export const newBrowser = (): string => signToken("browser", randomToken());

/** The browser's id, or null when the cookie was not made here. */
export const browserId = (cookie: string | null | undefined): string | null =>
  verifyToken("browser", idPart(cookie));

const idPart = (cookie: string | null | undefined): string => (cookie ?? "").split("~")[0] ?? "";

const accountParts = (cookie: string | null | undefined): string[] =>
  (cookie ?? "").split("~").slice(1, most + 1);

type Account = Pick<Guesser, "surface" | "email">;

const accountKey = ({ surface, email }: Account): string =>
  keyedHash("known-device", JSON.stringify([surface, email]));

function read(token: string) {
  const payload = verifyToken("known-device", token);
  if (payload === null) return null;
  const device = deviceSchema.safeParse(JSON.parse(payload));
  return device.success && device.data.until > Date.now() ? device.data : null;
}

/** The id of this browser for an account that was signed in to on it before, or null. */
export function knownDevice(cookie: string | null | undefined, account: Account): string | null {
  const wanted = accountKey(account);
  const found = accountParts(cookie).map(read);
  return found.find((device) => device?.account === wanted)?.id ?? null;
}

/** The cookie's next value, in which the browser is known for the account. */
export function rememberDevice(cookie: string | null | undefined, account: Account): string {
  const key = accountKey(account);
  const id = knownDevice(cookie, account) ?? randomUUID();
  const others = accountParts(cookie).filter((token) => {
    const device = read(token);
    return device !== null && device.account !== key;
  });
  const own = signToken(
    "known-device",
    JSON.stringify({ account: key, id, until: Date.now() + lifetimeMs }),
  );
  const browser = browserId(cookie) ? idPart(cookie) : newBrowser();
  return [browser, own, ...others].slice(0, most + 1).join("~");
}
