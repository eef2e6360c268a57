import { sql } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { AppError } from "@/lib/errors";
import { keyedHash } from "@/lib/tokens";

/** How many guesses at one account's secrets are checked in any hour, whatever the kind of secret. */
export const guessesPerHour = 10;

export type Guesser = {
  surface: "web" | "operator";
  email: string;
  /** A device the account was used on before, or a running session: it has an allowance of its own. */
  device: string | null;
};
export type Guess = { key: string; at: string };

/**
 * Counts a guess before it is checked. Throws `throttled` when the hour's allowance is used up; the caller then
 * checks nothing. Strangers share one allowance per account, which cannot touch that of the owner's own devices.
 */
export async function takeGuess({ surface, email, device }: Guesser): Promise<Guess> {
  const key = keyedHash("guess", JSON.stringify([surface, email, device]));
  const kept = sql`(select coalesce(array_agg(t), '{}') from unnest(g.checked_at) t
    where t > clock_timestamp() - interval '1 hour')`;
  const hasRoom = sql`cardinality(${kept}) < ${guessesPerHour}`;
  const [row] = await controlDb().execute<{ isAllowed: boolean; at: string }>(sql`
    insert into guesses as g (key, checked_at, is_allowed)
    values (${key}, array[clock_timestamp()], true)
    on conflict (key) do update set
      checked_at = case when ${hasRoom} then ${kept} || excluded.checked_at else ${kept} end,
      is_allowed = ${hasRoom}, updated_at = now()
    returning is_allowed as "isAllowed", checked_at[cardinality(checked_at)]::text as at`);
  if (!row?.isAllowed) throw new AppError("throttled", "signIn.errors.guessesUsedUp");
  return { key, at: row.at };
}

/** Takes a guess back that was right: what is left counts failures. */
export async function forgiveGuess({ key, at }: Guess): Promise<void> {
  await controlDb().execute(sql`
    update guesses set checked_at = array_remove(checked_at, ${at}::timestamptz(6)) where key = ${key}`);
}
