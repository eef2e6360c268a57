import "server-only";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { emailChanges } from "@/db/schema/account-changes";
import { users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { recordAudit } from "@/lib/audit/record";
import type { RequestInfo, TenantContext } from "@/lib/auth/context";
import { revokeSessions } from "@/lib/auth/sessions";
import { throttle } from "@/lib/auth/throttle";
import { parseUserToken, spendUserToken, supersedeUserTokens } from "@/lib/auth/user-tokens";
import { contextForVisitor } from "@/lib/auth/visitor";
import { endOpenChange, maskedChange, purposeOf } from "@/lib/email-changes/mutations";
import {
  awaits,
  type EmailChange,
  findEmailChangeLink,
  isEmailTaken,
  isManagedElsewhere,
} from "@/lib/email-changes/queries";
import {
  type EmailChangeLinkInput,
  type EmailChangeOutcome,
  type EmailSide,
  emailSides,
} from "@/lib/email-changes/schema";
import { AppError } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { enqueue } from "@/lib/queue/enqueue";
import { type Account, isUsable, lockAccount } from "@/lib/sign-in/queries";

const usesPerNetwork = { most: 100, windowSeconds: 900 };

const linkEnded = () => new AppError("expired", "signIn.errors.linkEnded");
const linkForged = () =>
  new AppError("expired", "signIn.errors.linkEnded", { suspicion: "tampered_token" });

/**
 * One address agrees by its link, which is used up. Once both have, the new address counts and all other sessions
 * end. The answer does not tell whether it does: that is mailed.
 */
export async function confirmEmailChange(
  request: RequestInfo,
  { token, locale }: EmailChangeLinkInput & { locale: Locale },
): Promise<{ isLast: boolean }> {
  return spendLink(request, token, async (tx, ctx, account, side) => {
    const now = new Date();
    const [change] = await tx
      .update(emailChanges)
      .set(side === "old" ? { oldConfirmedAt: now } : { newConfirmedAt: now })
      .where(awaits(account.tenantId, account.id, side))
      .returning();
    if (!change) throw linkEnded();
    await audit(tx, ctx, account.id, "user.email_change_confirmed", { side });
    const isLast = change.oldConfirmedAt !== null && change.newConfirmedAt !== null;
    if (isLast) await complete(tx, ctx, account, change, locale);
    return { isLast };
  });
}

/** One address refuses by its link, which ends the change. Where it is the old one, the account may be in other hands: every session ends. */
export async function refuseEmailChange(
  request: RequestInfo,
  { token, locale }: EmailChangeLinkInput & { locale: Locale },
): Promise<{ side: EmailSide }> {
  return spendLink(request, token, async (tx, ctx, account, side) => {
    const change = await endOpenChange(tx, account, "refused");
    if (!change) throw linkEnded();
    if (side === "old") await revokeSessions(tx, account);
    await audit(tx, ctx, account.id, "user.email_change_refused", {
      side,
      ...maskedChange(change),
    });
    const outcome = side === "old" ? "refusedOld" : "refusedNew";
    await tell(tx, change, { outcome, locale, sides: emailSides });
    return { side };
  });
}

type LinkWork<T> = (
  tx: Transaction,
  ctx: TenantContext,
  account: Account,
  side: EmailSide,
) => Promise<T>;

/** Uses a link up and does what it is for, one after another for each account. */
async function spendLink<T>(request: RequestInfo, token: string, work: LinkWork<T>): Promise<T> {
  await throttle("email-change-use", request.ip ?? "", usesPerNetwork);
  const parsed = parseUserToken(token);
  const link = await findEmailChangeLink(token);
  if (!parsed || !link) throw linkForged();
  if (link.state !== "valid") throw linkEnded();
  const scope = { tenantId: link.tenantId, actor: { id: link.userId } };
  return transaction(scope, async (tx) => {
    const account = await lockAccount(tx, link.tenantId, link.userId);
    if (!account || !isUsable(account)) throw linkEnded();
    await spendUserToken(tx, parsed, purposeOf(link.side));
    return work(tx, contextForVisitor(account, request), account, link.side);
  });
}

async function complete(
  tx: Transaction,
  ctx: TenantContext,
  account: Account,
  change: EmailChange,
  locale: Locale,
): Promise<void> {
  const isDone = await takeAddress(tx, account, change);
  await endOpenChange(tx, account, isDone ? "completed" : "failed");
  if (!isDone) {
    await audit(tx, ctx, account.id, "user.email_change_failed", maskedChange(change));
    await tell(tx, change, { outcome: "failed", locale, sides: ["old"] });
    return;
  }
  await supersedeUserTokens(tx, account);
  await revokeSessions(tx, account, change.sessionId);
  await audit(tx, ctx, account.id, "user.email_changed", maskedChange(change));
  await tell(tx, change, { outcome: "completed", locale, sides: emailSides });
}

/** Whether the account now has the new address; another user may have it, or a directory may have come in between. */
async function takeAddress(
  tx: Transaction,
  account: Account,
  { oldEmail, newEmail }: EmailChange,
): Promise<boolean> {
  if (account.email !== oldEmail || (await isManagedElsewhere(tx, account))) return false;
  if (await isEmailTaken(tx, account.tenantId, newEmail)) return false;
  const own = and(eq(users.tenantId, account.tenantId), eq(users.id, account.id));
  try {
    await tx.transaction((inner) =>
      inner.update(users).set({ email: newEmail, updatedAt: new Date() }).where(own),
    );
    return true;
  } catch (error) {
    if (isUniqueViolation(error, "users_email")) return false;
    throw error;
  }
}

type Telling = { outcome: EmailChangeOutcome; locale: Locale; sides: readonly EmailSide[] };

async function tell(
  tx: Transaction,
  { tenantId, id: changeId }: EmailChange,
  { outcome, locale, sides }: Telling,
): Promise<void> {
  for (const side of sides) {
    const payload = { tenantId, changeId, side, locale, outcome };
    await enqueue(tx, "email-changes.tell", payload);
  }
}

const audit = (
  tx: Transaction,
  ctx: TenantContext,
  userId: string,
  action: string,
  details: Record<string, unknown>,
): Promise<void> => recordAudit(tx, ctx, { action, targetType: "user", targetId: userId, details });
