import { sql } from "drizzle-orm";
import { currentRequestId } from "@/lib/log";
import { hashBlocks } from "@/lib/tokens";
import { applicationName, controlDb, type Transaction } from "./client";

/** What a transaction needs to know of its caller; `tx` is set inside an open transaction, which is then joined. */
export type TransactionScope = {
  readonly tenantId: string;
  readonly actor: { readonly id: string | null };
  readonly request?: { readonly requestId: string | null };
  /** Only addresses with one of these tags exist for the caller; null or missing: all of them. */
  readonly tagScope?: readonly string[] | null;
  readonly tx?: Transaction;
};

/**
 * The one door to tenant tables: opens a transaction (or joins the one in `scope.tx`), sets the tenant and
 * the user for that transaction only, and hands `work` the transaction and a scope that joins it.
 */
export function transaction<S extends TransactionScope, T>(
  scope: S,
  work: (tx: Transaction, scope: S & { tx: Transaction }) => Promise<T>,
): Promise<T> {
  return open(scope, work, "read write");
}

/** As `transaction`, for reading only: the database refuses a write. */
export function readTransaction<S extends TransactionScope, T>(
  scope: S,
  work: (tx: Transaction, scope: S & { tx: Transaction }) => Promise<T>,
): Promise<T> {
  return open(scope, work, "read only");
}

async function open<S extends TransactionScope, T>(
  scope: S,
  work: (tx: Transaction, scope: S & { tx: Transaction }) => Promise<T>,
  accessMode: "read write" | "read only",
): Promise<T> {
  if (scope.tx) return work(scope.tx, { ...scope, tx: scope.tx });
  return controlDb().transaction(
    async (tx) => {
      // Local to the transaction, in one round trip: a session-wide setting would survive to the pool's next borrower.
      await tx.execute(sql`select set_config('app.tenant_id', ${scope.tenantId}, true),
        set_config('app.user_id', ${scope.actor.id ?? ""}, true),
        set_config('app.tag_scope', ${tagScopeSetting(scope.tagScope)}, true),
        set_config('app.tombstone_key', ${hashBlocks("tombstone")}, true),
        set_config('application_name', ${applicationName(scope.request?.requestId ?? currentRequestId())}, true)`);
      return work(tx, { ...scope, tx });
    },
    { accessMode },
  );
}

/** The setting that the policies read: an array of tags, or nothing for all addresses. */
export const tagScopeSetting = (tagIds: readonly string[] | null | undefined): string =>
  tagIds ? `{${tagIds.join(",")}}` : "";

/** Narrows (or with null widens) the rest of the open transaction to addresses with one of the tags. */
export async function setTagScope(
  tx: Transaction,
  tagIds: readonly string[] | null,
): Promise<void> {
  await tx.execute(sql`select set_config('app.tag_scope', ${tagScopeSetting(tagIds)}, true)`);
}
