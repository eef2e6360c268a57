import { hash, verify } from "@node-rs/argon2";

/** OWASP's Argon2id setting: 19 MiB, 2 passes, 1 lane. */
const options = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** An Argon2id hash in PHC string form. */
export const hashPassword = (password: string): Promise<string> =>
  hash(password.normalize("NFKC"), options);

let dummy: Promise<string> | undefined;

/** Whether the password fits; without a hash the same work is done, so that time tells nothing. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  dummy ??= hashPassword("no account has this password");
  const isMatch = await verify(stored ?? (await dummy), password.normalize("NFKC"));
  return stored !== null && isMatch;
}
