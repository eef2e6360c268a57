import postgres from "postgres";
import { demoNotices } from "./content";
import type { Demo, Passwords } from "./sign-ins";

/**
 * Operators and notices belong to the provider, not to a tenant: they are written as the owner. The demo operator keeps
 * the password that was made here, without having to choose another: it is made anew for each installation on one's own
 * machine, and each start prints it for whoever tries the service. Returns the hash of the operator's password.
 */
export async function seedOperator(
  demo: Demo,
  isKnown: boolean,
  hash: Passwords["hash"],
): Promise<string> {
  const sql = postgres(process.env.DATABASE_OWNER_URL ?? "", { max: 1, onnotice: () => {} });
  try {
    const [existing] = await sql<{ passwordHash: string }[]>`
      select password_hash as "passwordHash" from operators where email = ${demo.operatorEmail}`;
    if (existing && isKnown) return existing.passwordHash;
    const passwordHash = await hash(demo.operatorPassword);
    await sql`insert into operators (email, name, password_hash) values (${demo.operatorEmail}, '運営 担当', ${passwordHash})
      on conflict (email) do update set password_hash = excluded.password_hash, initial_password_until = null`;
    const [notice] = await sql`select 1 from notices limit 1`;
    if (notice) return passwordHash;
    for (const { kind, titleJa, titleEn, bodyJa, bodyEn, effectiveAt } of demoNotices()) {
      await sql`insert into notices (kind, title_ja, title_en, body_ja, body_en, effective_at, state, published_at, fanned_out_at)
        values (${kind}, ${titleJa}, ${titleEn}, ${bodyJa}, ${bodyEn}, ${effectiveAt}, 'published', now(), now())`;
    }
    return passwordHash;
  } finally {
    await sql.end();
  }
}
