import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import type { TransactionSql } from "postgres";
import type { BackupTable } from "@/db/backup-tables";
import { eraseRestored } from "@/db/erase-rows";
import { listTombstones, readTombstoneFile, tombstoneFile } from "./queries";
import { tombstoneHash, tombstoneKey, tombstoneLine } from "./rules";
import type { AddressTombstone, Tombstone } from "./schema";

/** Adds the database's tombstones to the list beside the backups, which outlives the database; returns how many were new. */
export async function syncTombstones(): Promise<number> {
  const file = tombstoneFile();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, "a", 0o600);
  try {
    const known = new Set((await readTombstoneFile()).map(tombstoneKey));
    const added = (await listTombstones()).filter((entry) => !known.has(tombstoneKey(entry)));
    for (const tombstone of added) await handle.appendFile(tombstoneLine(tombstone));
    await handle.sync();
    return added.length;
  } finally {
    await handle.close();
  }
}

/** Erases from a restored database what had been erased before; returns the tenants that were in it. */
export async function replayErasures(
  sql: TransactionSql,
  tables: readonly BackupTable[],
  tombstones: readonly Tombstone[],
): Promise<string[]> {
  const found: string[] = [];
  for (const tombstone of tombstones) {
    if (tombstone.kind !== "tenant") continue;
    const { tenantId, accountHash, emailHashes, erasedAt } = tombstone;
    await sql`
      insert into tenant_tombstones (tenant_id, account_hash, email_hashes, erased_at)
      values (${tenantId}, ${accountHash}, ${emailHashes}, ${erasedAt}) on conflict do nothing`;
    if ((await eraseRestored(sql, tables, tenantId)) > 0) found.push(tenantId);
  }
  const addresses = tombstones.filter((entry) => entry.kind === "address");
  for (const tenantId of new Set(addresses.map((entry) => entry.tenantId)))
    await eraseAddresses(
      sql,
      tenantId,
      addresses.filter((entry) => entry.tenantId === tenantId),
    );
  return found;
}

/** Replays the erasure of single addresses: whatever tells of an address that has one of the hashes goes. */
export async function eraseAddresses(
  sql: TransactionSql,
  tenantId: string,
  tombstones: readonly AddressTombstone[],
): Promise<void> {
  const erasedAt = new Map(
    tombstones.map((entry) => [entry.addressHash, new Date(entry.erasedAt)]),
  );
  for (const [addressHash, at] of erasedAt)
    await sql`
      insert into address_tombstones (tenant_id, address_hash, erased_at)
      values (${tenantId}, ${addressHash}, ${at.toISOString()}) on conflict do nothing`;
  // Who came back has been erased before already: the backup is younger than the erasure.
  const rows = sql<{ email: string; since: Date | string | null }[]>`
    with named as (select email, created_at from addresses where tenant_id = ${tenantId})
    select found.email, named.created_at as since from (
    select email from named
    union select email from recipients where tenant_id = ${tenantId}
    union select email from suppressions where tenant_id = ${tenantId}
    union select before ->> 'email' from utility_changes where tenant_id = ${tenantId} and before ? 'email'
    union select email_words(cell) from import_errors, unnest(cells) as cell where tenant_id = ${tenantId}
    union select email_words(cell) from imports, jsonb_array_elements(preview_rows) as line,
      jsonb_array_elements_text(line) as cell where tenant_id = ${tenantId}
    ) found left join named using (email)`;
  const emails: string[] = [];
  await rows.cursor(1_000, (batch) => {
    for (const { email, since } of batch) {
      const at = erasedAt.get(tombstoneHash(email));
      if (at && !(since && new Date(since) > at)) emails.push(email);
    }
  });
  await sql`select erase_people(${tenantId}, '{}'::uuid[], ${emails}::text[])`;
  await dropWaitingFiles(sql, tenantId);
}

/** Hashes do not tell whether a file that waits names one of the erased, so it has to be uploaded again. */
async function dropWaitingFiles(sql: TransactionSql, tenantId: string): Promise<void> {
  await sql`
    with dropped as (
      update imports set state = 'cancelled', preview_rows = '[]', losses = '{}', finished_at = now(), updated_at = now()
      where tenant_id = ${tenantId} and state in ('uploaded', 'checking', 'checked', 'queued') returning id
    )
    delete from import_chunks where tenant_id = ${tenantId} and import_id in (select id from dropped)`;
}
