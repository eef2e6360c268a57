import { fieldError } from "@/lib/errors";
import { forgiveGuess, type Guesser, takeGuess } from "./guesses";
import { hashPassword, verifyPassword } from "./password";
import { isPredictable } from "./password-rules";

/** Whose password it is; `tenantName` is missing for the provider's staff. */
type PasswordOwner = { email: string; name: string; tenantName?: string };

/** Refuses a password that is guessed by whoever knows its owner. */
export function refusePersonalPassword(
  password: string,
  { email, name, tenantName = "" }: PasswordOwner,
): void {
  if (isPredictable(password, [email, name, tenantName]))
    throw fieldError("password", "validation.passwordTooCommon");
}

type Change = {
  guesser: Guesser;
  owner: PasswordOwner & { passwordHash: string | null };
  /** The present password as given, and the one that is to follow it. */
  given: { current: string; password: string };
  /** Writes a wrong present password down. */
  onRefused: () => Promise<void>;
};

/**
 * The hash of a password that may take the present one's place. Throws `throttled`, or an error at the field `current`
 * where the present password is wrong or at `password` where the new one is the same or easily guessed.
 */
export async function replacementHash({
  guesser,
  owner,
  given,
  onRefused,
}: Change): Promise<string> {
  const guess = await takeGuess(guesser);
  if (!(await verifyPassword(owner.passwordHash, given.current))) {
    await onRefused();
    throw fieldError("current", "account.errors.wrongPassword");
  }
  await forgiveGuess(guess);
  if (given.current.normalize("NFKC") === given.password)
    throw fieldError("password", "account.errors.samePassword");
  refusePersonalPassword(given.password, owner);
  return hashPassword(given.password);
}
