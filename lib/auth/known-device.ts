import { randomUUID } from "node:crypto";
import { z } from "zod";
import { keyedHash, signToken, verifyToken } from "@/lib/tokens";
import type { Guesser } from "./guesses";

const deviceSchema = z.object({ account: z.string(), id: z.string(), until: z.number() });
const lifetimeMs = 180 * 24 * 3600 * 1000;
/** Accounts that one browser remembers. */
const most = 5;

export const knownDeviceSeconds = lifetimeMs / 1000;

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
  const found = (cookie ?? "").split("~").slice(0, most).map(read);
  return found.find((device) => device?.account === wanted)?.id ?? null;
}

/** The cookie's next value, in which the browser is known for the account. */
export function rememberDevice(cookie: string | null | undefined, account: Account): string {
  const key = accountKey(account);
  const id = knownDevice(cookie, account) ?? randomUUID();
  const others = (cookie ?? "")
    .split("~")
    .slice(0, most)
    .filter((token) => {
      const device = read(token);
      return device !== null && device.account !== key;
    });
  const own = signToken(
    "known-device",
    JSON.stringify({ account: key, id, until: Date.now() + lifetimeMs }),
  );
  return [own, ...others].slice(0, most).join("~");
}
