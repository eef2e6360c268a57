import "server-only";
import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { passkeys } from "@/db/schema/factors";
import { tenants } from "@/db/schema/tenants";
import { termsAcceptances, users } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { userOwner } from "@/lib/auth/factor-owner";
import { hasTotp } from "@/lib/auth/factor-store";
import {
  findUserToken,
  parseUserToken,
  type UserTokenPurpose,
  type UserTokenState,
} from "@/lib/auth/user-tokens";
import { termsVersion } from "@/lib/terms/rules";

/** `find_sign_ins` answers with at most this many accounts. */
export const accountsMost = 5;

const accountColumns = {
  id: users.id,
  tenantId: users.tenantId,
  email: users.email,
  name: users.name,
  role: users.role,
  state: users.state,
  passwordHash: users.passwordHash,
  tenantName: tenants.name,
  tenantState: tenants.state,
};

export type Account = Awaited<ReturnType<typeof findAccounts>>[number];

/** The accounts that an e-mail address may sign in to, the most recently used first; at most `accountsMost`. */
export async function findAccounts(email: string) {
  const found = await controlDb().execute<{ tenant_id: string; user_id: string }>(
    sql`select tenant_id, user_id from find_sign_ins(${email})`,
  );
  const accounts = await Promise.all(
    Array.from({ length: accountsMost }, (_, index) => readAnyAccount(found[index])),
  );
  return accounts.filter((account) => account !== null);
}

/** Looks in vain where there is no account: the time taken does not tell how many there are. */
function readAnyAccount(row: { tenant_id: string; user_id: string } | undefined) {
  const { tenant_id, user_id } = row ?? { tenant_id: randomUUID(), user_id: randomUUID() };
  return readTransaction({ tenantId: tenant_id, actor: { id: null } }, (tx) =>
    readAccount(tx, tenant_id, user_id),
  );
}

/** One account inside the tenant of the running transaction. */
export async function readAccount(tx: Transaction, tenantId: string, userId: string) {
  const [row] = await tx
    .select(accountColumns)
    .from(users)
    .innerJoin(tenants, eq(tenants.id, users.tenantId))
    .where(and(eq(users.tenantId, tenantId), eq(users.id, userId)));
  return row ?? null;
}

/** The same, and nobody changes it until the transaction ends. */
export async function lockAccount(tx: Transaction, tenantId: string, userId: string) {
  await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.id, userId)))
    .for("update");
  return readAccount(tx, tenantId, userId);
}

export const isUsable = (account: Pick<Account, "state" | "tenantState">): boolean =>
  account.state === "active" && account.tenantState !== "suspended";

/** For mails from a job: who the user is and whose, or null when the account has gone. */
export async function findMailAccount(ctx: TenantContext, userId: string) {
  authorize(ctx, "users:read");
  return readTransaction(ctx, (tx) => readAccount(tx, ctx.tenantId, userId));
}

export type Link = {
  state: UserTokenState;
  userId: string;
  tenantId: string;
  email: string;
  name: string;
  tenantName: string;
};

/** What a mailed link leads to; null when there is no such link. */
export async function findLink(token: string, purpose: UserTokenPurpose): Promise<Link | null> {
  const parsed = parseUserToken(token);
  if (!parsed) return null;
  return readTransaction({ tenantId: parsed.tenantId, actor: { id: null } }, async (tx) => {
    const found = await findUserToken(tx, parsed, purpose);
    if (!found) return null;
    const account = await readAccount(tx, parsed.tenantId, found.userId);
    if (!account || account.tenantState === "suspended") return null;
    if (account.tenantState === "closing" && purpose === "invitation") return null;
    const { tenantId, email, name, tenantName } = account;
    const isAwaited = account.state === (purpose === "invitation" ? "invited" : "active");
    const state = found.state === "valid" && !isAwaited ? "superseded" : found.state;
    return { state, userId: found.userId, tenantId, email, name, tenantName };
  });
}

/** Whether a right password is not enough to sign in. */
export async function hasSecondStep(
  tx: Transaction,
  user: { tenantId: string; id: string },
): Promise<boolean> {
  if (await hasTotp(tx, userOwner(user))) return true;
  const [row] = await tx
    .select({ id: passkeys.id })
    .from(passkeys)
    .where(and(eq(passkeys.tenantId, user.tenantId), eq(passkeys.userId, user.id)))
    .limit(1);
  return row !== undefined;
}

/** Whether the user has agreed to the terms as they are today. */
export async function hasAcceptedTerms(
  tx: Transaction,
  tenantId: string,
  userId: string,
): Promise<boolean> {
  const [row] = await tx
    .select({ id: termsAcceptances.id })
    .from(termsAcceptances)
    .where(
      and(
        eq(termsAcceptances.tenantId, tenantId),
        eq(termsAcceptances.userId, userId),
        eq(termsAcceptances.version, termsVersion),
      ),
    );
  return row !== undefined;
}
