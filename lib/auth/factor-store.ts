import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { isSealedNow, seal, unseal } from "@/lib/secret-box";
import {
  type FactorOwner,
  ownerColumns,
  ownerKey,
  ownerTables,
  ownerValues,
  ownRows,
} from "./factor-owner";
import { newRecoveryCodes, normalizeRecoveryCode, recoveryCodeHash } from "./recovery-codes";
import { totpStepOf } from "./totp";

type Db = Pick<Transaction, "execute">;

const sealOf = (owner: FactorOwner) => ({ purpose: "totp", owner: ownerKey(owner) });

/** Keeps the secret of an app that has yet to show a code; false when the owner has a confirmed app already. */
export async function savePendingTotp(
  db: Db,
  owner: FactorOwner,
  secret: string,
): Promise<boolean> {
  const { totp } = ownerTables(owner);
  const sealed = seal(secret, sealOf(owner));
  const rows = await db.execute(sql`
    insert into ${totp} as t (${ownerColumns(owner)}, secret) values (${ownerValues(owner)}, ${sealed})
    on conflict (${ownerColumns(owner)}) do update set secret = excluded.secret, created_at = now()
    where t.confirmed_at is null returning 1`);
  return rows.length > 0;
}

/** Takes an app into use when it shows the right code, which is thereby used up. */
export async function confirmTotp(db: Db, owner: FactorOwner, code: string): Promise<boolean> {
  const { totp } = ownerTables(owner);
  const step = await stepFor(db, owner, code, false);
  if (step === null) return false;
  const rows = await db.execute(sql`
    update ${totp} set confirmed_at = now(), last_step = ${step}
    where ${ownRows(owner)} and confirmed_at is null returning 1`);
  return rows.length > 0;
}

/** Whether the code is right; of any number of uses of one time step one succeeds. */
export async function spendTotpCode(db: Db, owner: FactorOwner, code: string): Promise<boolean> {
  const { totp } = ownerTables(owner);
  const step = await stepFor(db, owner, code, true);
  if (step === null) return false;
  const rows = await db.execute(sql`
    update ${totp} set last_step = ${step}
    where ${ownRows(owner)} and confirmed_at is not null and last_step < ${step} returning 1`);
  return rows.length > 0;
}

async function stepFor(db: Db, owner: FactorOwner, code: string, isConfirmed: boolean) {
  const { totp } = ownerTables(owner);
  const [row] = await db.execute<{ secret: string }>(sql`
    select secret from ${totp} where ${ownRows(owner)} and (confirmed_at is not null) = ${isConfirmed}`);
  if (!row) return null;
  const secret = unseal(row.secret, sealOf(owner));
  const step = totpStepOf(secret, code);
  if (step !== null && !isSealedNow(row.secret)) {
    const sealed = seal(secret, sealOf(owner));
    await db.execute(sql`update ${totp} set secret = ${sealed}
      where ${ownRows(owner)} and secret = ${row.secret}`);
  }
  return step;
}

export async function hasTotp(db: Db, owner: FactorOwner): Promise<boolean> {
  const { totp } = ownerTables(owner);
  const rows = await db.execute(
    sql`select 1 from ${totp} where ${ownRows(owner)} and confirmed_at is not null`,
  );
  return rows.length > 0;
}

/** Forgets the app; false when there was none. */
export async function deleteTotp(db: Db, owner: FactorOwner): Promise<boolean> {
  const { totp } = ownerTables(owner);
  const rows = await db.execute(
    sql`delete from ${totp} where ${ownRows(owner)} returning confirmed_at`,
  );
  return rows.some(({ confirmed_at }) => confirmed_at !== null);
}

/** Ten new codes in the clear, for this once; the older ones stop working. */
export async function replaceRecoveryCodes(db: Db, owner: FactorOwner): Promise<string[]> {
  const { codes } = ownerTables(owner);
  const fresh = newRecoveryCodes();
  await deleteRecoveryCodes(db, owner);
  for (const code of fresh) {
    await db.execute(sql`insert into ${codes} (${ownerColumns(owner)}, code_hash)
      values (${ownerValues(owner)}, ${recoveryCodeHash(ownerKey(owner), code)})`);
  }
  return fresh;
}

export async function deleteRecoveryCodes(db: Db, owner: FactorOwner): Promise<void> {
  const { codes } = ownerTables(owner);
  await db.execute(sql`delete from ${codes} where ${ownRows(owner)}`);
}

/** Uses a code up; of any number of tries at once one succeeds. */
export async function spendRecoveryCode(
  db: Db,
  owner: FactorOwner,
  typed: string,
): Promise<boolean> {
  const { codes } = ownerTables(owner);
  if (normalizeRecoveryCode(typed) === null) return false;
  const rows = await db.execute(sql`
    update ${codes} set used_at = now()
    where ${ownRows(owner)} and code_hash = ${recoveryCodeHash(ownerKey(owner), typed)} and used_at is null
    returning 1`);
  return rows.length > 0;
}

/** How many codes are left to use. */
export async function countRecoveryCodes(db: Db, owner: FactorOwner): Promise<number> {
  const { codes } = ownerTables(owner);
  const [row] = await db.execute<{ left: number }>(
    sql`select count(*)::int as left from ${codes} where ${ownRows(owner)} and used_at is null`,
  );
  return row?.left ?? 0;
}
