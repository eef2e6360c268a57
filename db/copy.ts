import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TransactionSql } from "postgres";
import type { CopyText } from "@/lib/copy-text";
import { hashBlocks } from "@/lib/tokens";
import { pool } from "./client";
import { type TransactionScope, tagScopeSetting } from "./transaction";

export type { TransactionSql } from "postgres";

/** As `transaction`, on the driver itself, for COPY: a transaction with the tenant and the user set for it alone. */
export async function copyTransaction<T>(
  scope: Omit<TransactionScope, "tx">,
  work: (sql: TransactionSql) => Promise<T>,
): Promise<T> {
  const answer = await pool().begin(async (sql) => {
    await sql`select set_config('app.tenant_id', ${scope.tenantId}, true),
      set_config('app.user_id', ${scope.actor.id ?? ""}, true),
      set_config('app.tag_scope', ${tagScopeSetting(scope.tagScope)}, true),
      set_config('app.tombstone_key', ${hashBlocks("tombstone")}, true)`;
    return { value: await work(sql) };
  });
  return answer.value;
}

/** Fills a temporary table by COPY; `target`, a table with its columns, is text of the caller, never input. */
export async function copyInto(sql: TransactionSql, target: string, rows: CopyText): Promise<void> {
  const stream = await sql.unsafe(`copy ${target} from stdin`).writable();
  await pipeline(Readable.from(rows.end()), stream);
}
