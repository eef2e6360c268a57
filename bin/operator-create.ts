import { randomBytes } from "node:crypto";
import { parseArgs } from "node:util";
import postgres from "postgres";
import { hashPassword } from "@/lib/auth/password";

const usage =
  "usage: DATABASE_OWNER_URL=… npm run operator:create -- --email staff@example.jp --name 担当者";

/** Creates an operator with a random password, printed once; the same e-mail address gets a new one. */
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
    await sql`insert into operators (email, name, password_hash)
      values (${email}, ${values.name}, ${await hashPassword(password)})
      on conflict (email) do update set name = excluded.name, password_hash = excluded.password_hash, state = 'active'`;
  } finally {
    await sql.end();
  }
  process.stdout.write(`${email}\n${password}\n`);
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
});
