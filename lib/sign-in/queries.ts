import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { controlDb, type Transaction } from "@/db/client";
import { tenants } from "@/db/schema/tenants";
import { termsAcceptances, users } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import {
  findUserToken,
  parseUserToken,
  type UserTokenPurpose,
  type UserTokenState,
} from "@/lib/auth/user-tokens";
import { termsVersion } from "@/lib/terms/rules";

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

/** The accounts that an e-mail address may sign in to, the most recently used first; at most five. */
export async function findAccounts(email: string) {
  const found = await controlDb().execute<{ tenant_id: string; user_id: string }>(
    sql`select tenant_id, user_id from find_sign_ins(${email})`,
  );
  const accounts = await Promise.all(
    found.map((row) =>
      readTransaction({ tenantId: row.tenant_id, actor: { id: null } }, (tx) =>
        readAccount(tx, row.tenant_id, row.user_id),
      ),
    ),
  );
  return accounts.filter((account) => account !== null);
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

export const isUsable = (account: Pick<Account, "state" | "tenantState">): boolean =>
  account.state === "active" && account.tenantState === "active";

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
    if (account?.tenantState !== "active") return null;
    const { tenantId, email, name, tenantName } = account;
    const isAwaited = account.state === (purpose === "invitation" ? "invited" : "active");
    const state = found.state === "valid" && !isAwaited ? "superseded" : found.state;
    return { state, userId: found.userId, tenantId, email, name, tenantName };
  });
}

/** Whether the caller still has to agree to the terms as they are today. */
export async function needsTerms(ctx: TenantContext): Promise<boolean> {
  authorize(ctx, "account:write");
  const userId = ctx.actor.id;
  if (!userId) return false;
  return readTransaction(ctx, async (tx) => !(await hasAcceptedTerms(tx, ctx.tenantId, userId)));
}

/** The same inside a running transaction. */
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
