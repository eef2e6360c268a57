import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { emailChanges } from "@/db/schema/account-changes";
import { scimUsers } from "@/db/schema/scim";
import { signOnIdentities, signOnProviders } from "@/db/schema/sign-on";
import { users, userTokens } from "@/db/schema/users";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { parseUserToken, stateOfToken, type UserTokenState } from "@/lib/auth/user-tokens";
import { AppError } from "@/lib/errors";
import { isUsable, readAccount } from "@/lib/sign-in/queries";
import { shownOldEmail } from "./rules";
import type { EmailSide } from "./schema";

export type EmailChange = typeof emailChanges.$inferSelect;

const isOpen = and(eq(emailChanges.state, "open"), sql`${emailChanges.expiresAt} > now()`);

/** Whether a company's provider or directory decides on the user's e-mail address. */
export async function isManagedElsewhere(
  tx: Transaction,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<boolean> {
  const [row] = await tx
    .select({
      isManaged: sql<boolean>`
        exists (select from ${signOnIdentities} i where i.tenant_id = ${users.tenantId} and i.user_id = ${users.id})
        or exists (select from ${scimUsers} s
          where s.tenant_id = ${users.tenantId} and s.user_id = ${users.id} and s.deleted_at is null)
        or (${users.role} <> 'master' and exists (select from ${signOnProviders} p
          where p.tenant_id = ${users.tenantId} and p.is_on and p.is_required))`,
    })
    .from(users)
    .where(and(eq(users.tenantId, tenantId), eq(users.id, id)));
  return row?.isManaged ?? false;
}

/** What the caller may do about their own e-mail address, and the change that waits for both addresses. */
export async function getOwnEmailChange(
  ctx: TenantContext,
): Promise<{ isManaged: boolean; open: EmailChange | null }> {
  authorize(ctx, "account:write");
  const userId = ctx.actor.id;
  if (!userId) throw new AppError("not_permitted");
  return readTransaction(ctx, async (tx) => ({
    isManaged: await isManagedElsewhere(tx, { tenantId: ctx.tenantId, id: userId }),
    open: await findOpenChange(tx, ctx.tenantId, userId),
  }));
}

export async function findOpenChange(
  tx: Transaction,
  tenantId: string,
  userId: string,
): Promise<EmailChange | null> {
  const [row] = await tx
    .select()
    .from(emailChanges)
    .where(and(eq(emailChanges.tenantId, tenantId), eq(emailChanges.userId, userId), isOpen));
  return row ?? null;
}

export async function getEmailChange(
  ctx: TenantContext,
  changeId: string,
): Promise<EmailChange | null> {
  authorize(ctx, "users:read");
  return readTransaction(ctx, (tx) => readEmailChange(tx, ctx.tenantId, changeId));
}

export async function readEmailChange(tx: Transaction, tenantId: string, id: string) {
  const [row] = await tx
    .select()
    .from(emailChanges)
    .where(and(eq(emailChanges.tenantId, tenantId), eq(emailChanges.id, id)));
  return row ?? null;
}

export type EmailChangeLink = {
  state: UserTokenState;
  side: EmailSide;
  tenantId: string;
  userId: string;
  tenantName: string;
  oldEmail: string;
  newEmail: string;
};

/** What a mailed link leads to; null when there is no such link. */
export async function findEmailChangeLink(token: string): Promise<EmailChangeLink | null> {
  const parsed = parseUserToken(token);
  if (!parsed) return null;
  const { tenantId, tokenHash } = parsed;
  return readTransaction({ tenantId, actor: { id: null } }, async (tx) => {
    const [found] = await tx
      .select()
      .from(userTokens)
      .where(
        and(
          eq(userTokens.tenantId, tenantId),
          eq(userTokens.tokenHash, tokenHash),
          inArray(userTokens.purpose, ["email_old", "email_new"]),
        ),
      );
    const account = found && (await readAccount(tx, tenantId, found.userId));
    if (!account || account.tenantState === "suspended") return null;
    const change = await findOpenChange(tx, tenantId, found.userId);
    const side = found.purpose === "email_old" ? "old" : "new";
    const state = stateOfToken(found);
    const isOver = state === "valid" && (!change || !isUsable(account));
    return {
      state: isOver ? "superseded" : state,
      side,
      tenantId,
      userId: found.userId,
      tenantName: account.tenantName,
      oldEmail: shownOldEmail(side, change?.oldEmail ?? ""),
      newEmail: change?.newEmail ?? "",
    };
  });
}

/** Whether another user of the tenant has the e-mail address already. */
export async function isEmailTaken(
  tx: Transaction,
  tenantId: string,
  email: string,
): Promise<boolean> {
  return (await tx.$count(users, and(eq(users.tenantId, tenantId), eq(users.email, email)))) > 0;
}

/** The conditions under which one side's confirmation of an open change is still missing. */
export const awaits = (tenantId: string, userId: string, side: EmailSide) =>
  and(
    eq(emailChanges.tenantId, tenantId),
    eq(emailChanges.userId, userId),
    isOpen,
    isNull(side === "old" ? emailChanges.oldConfirmedAt : emailChanges.newConfirmedAt),
  );
