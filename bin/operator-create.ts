import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { hashPassword } from "@/lib/auth/password";

const usage =
  "usage: DATABASE_OWNER_URL=… npm run operator:create -- --email staff@example.jp --name 担当者";

/** As long as an invitation. */
const initialPasswordDays = 7;

/**
 * Creates an operator with a random password, printed once; the same e-mail address gets a new one. The first sign-in
 * sets up the second step and a password of their own, which opens the console: whoever lost theirs is let in again by
 * this command, which also ends their sessions.
 */
async function main() {
  const { values } = parseArgs({
    options: { email: { type: "string" }, name: { type: "string" } },
  });
  const ownerUrl = process.env.DATABASE_OWNER_URL;
  if (!ownerUrl || !values.email || !values.name) throw new Error(usage);
  const email = values.email.trim().toLowerCase();
  const password = randomBytes(15).toString("base64url");
  const sql = postgres(ownerUrl, { max: 1 });
  try {
    const hash = await hashPassword(password);
    await sql.begin(async (tx) => {
      const [operator] = await tx<
        { id: string }[]
      >`insert into operators (email, name, password_hash, initial_password_until)
        values (${email}, ${values.name ?? ""}, ${hash}, now() + make_interval(days => ${initialPasswordDays}))
        on conflict (email) do update set name = excluded.name, password_hash = excluded.password_hash, state = 'active',
          initial_password_until = excluded.initial_password_until
        returning id`;
      const id = operator?.id ?? "";
      await tx`delete from operator_totp where operator_id = ${id}`;
      await tx`delete from operator_recovery_codes where operator_id = ${id}`;
      await tx`delete from operator_challenges where operator_id = ${id}`;
      await tx`update operator_sessions set revoked_at = now() where operator_id = ${id} and revoked_at is null`;
    });
  } finally {
    await sql.end();
  }
  process.stdout.write(`${email}\n${password}\n`);
  process.stderr.write(
    `Lets them in for ${initialPasswordDays} days, to set up an authenticator app and choose a password of their own.\n`,
  );
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
