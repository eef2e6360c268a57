import "server-only";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { emailChanges } from "@/db/schema/account-changes";
import { transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { throttle } from "@/lib/auth/throttle";
import { issueUserToken, supersedeUserTokens } from "@/lib/auth/user-tokens";
import { AppError, fieldError, notFound } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { enqueue } from "@/lib/queue/enqueue";
import { type Account, isUsable, lockAccount } from "@/lib/sign-in/queries";
import { maskText } from "@/lib/users/rules";
import { emailChangeLinkMail } from "./email";
import { type EmailChange, findOpenChange, isManagedElsewhere, readEmailChange } from "./queries";
import {
  type EmailSide,
  emailSides,
  type RequestEmailChangeInput,
  type SendEmailChangeLinkInput,
} from "./schema";

const hours = 24;
const requestsPerUser = { most: 5, windowSeconds: 3600 };
const mailsPerAddress = { most: 5, windowSeconds: 3600 };
/** The kind of link that goes to one of the two addresses. */
export const purposeOf = (side: EmailSide) => (side === "old" ? "email_old" : "email_new");

/** An e-mail change as the audit log shows it. */
export const maskedChange = ({
  oldEmail,
  newEmail,
}: Pick<EmailChange, "oldEmail" | "newEmail">) => ({
  before: { email: maskText(oldEmail) },
  after: { email: maskText(newEmail) },
});

/**
 * Begins a change of the caller's e-mail address: both addresses get a link. It answers the same whether or not the
 * new address is another user's; an earlier change that is still open ends.
 */
export async function requestEmailChange(
  ctx: TenantContext,
  { email, locale }: RequestEmailChangeInput & { locale: Locale },
): Promise<void> {
  authorize(ctx, "account:write");
  const userId = ctx.actor.id;
  if (!userId) throw new AppError("not_permitted");
  await throttle("email-change", userId, requestsPerUser);
  await throttle("email-change-address", email, mailsPerAddress);
  await transaction(ctx, async (tx) => {
    const account = await lockAccount(tx, ctx.tenantId, userId);
    if (!account) throw notFound();
    if (await isManagedElsewhere(tx, account))
      throw new AppError("not_permitted", "accountEmail.errors.managed");
    if (account.email === email) throw fieldError("email", "accountEmail.errors.same");
    await endOpenChange(tx, account, "withdrawn");
    const change = { oldEmail: account.email, newEmail: email };
    const [row] = await tx
      .insert(emailChanges)
      .values({
        tenantId: ctx.tenantId,
        userId,
        sessionId: ctx.sessionId,
        ...change,
        expiresAt: new Date(Date.now() + hours * 3600 * 1000),
      })
      .returning({ id: emailChanges.id });
    if (!row) throw new Error("e-mail change was not created");
    await recordAudit(tx, ctx, {
      action: "user.email_change_requested",
      targetType: "user",
      targetId: userId,
      details: maskedChange(change),
    });
    for (const side of emailSides) {
      const payload = { tenantId: ctx.tenantId, changeId: row.id, side, locale };
      await enqueue(tx, "email-changes.send-link", payload);
    }
  });
}

export async function withdrawEmailChange(ctx: TenantContext): Promise<void> {
  authorize(ctx, "account:write");
  const userId = ctx.actor.id;
  if (!userId) throw new AppError("not_permitted");
  await transaction(ctx, async (tx) => {
    const account = await lockAccount(tx, ctx.tenantId, userId);
    const ended = account && (await endOpenChange(tx, account, "withdrawn"));
    if (!ended) throw new AppError("conflict", "accountEmail.errors.over");
    await recordAudit(tx, ctx, {
      action: "user.email_change_withdrawn",
      targetType: "user",
      targetId: userId,
      details: maskedChange(ended),
    });
  });
}

/** Makes one side's single-use link and mails it; the secret exists only here and in the mail. */
export async function sendEmailChangeLink(
  ctx: TenantContext,
  { changeId, side, locale }: SendEmailChangeLinkInput,
): Promise<void> {
  authorize(ctx, "users:write");
  const made = await transaction(ctx, async (tx) => {
    const change = await readEmailChange(tx, ctx.tenantId, changeId);
    const account = change && (await lockAccount(tx, ctx.tenantId, change.userId));
    if (!account || !isUsable(account)) return null;
    const now = await findOpenChange(tx, ctx.tenantId, account.id);
    if (now?.id !== changeId) return null;
    const link = await issueUserToken(tx, account, purposeOf(side));
    return { account, change, link };
  });
  if (!made) return;
  const { account, change, link } = made;
  const mail = await emailChangeLinkMail(locale, side, { ...account, ...change, ...link });
  await sendAccountMail({
    ...mail,
    to: side === "old" ? change.oldEmail : change.newEmail,
    idempotencyKey: `email-change:${link.id}`,
  });
}

/** Ends the open change of an account, also one that has expired, with its links; null when there is none. */
export async function endOpenChange(
  tx: Transaction,
  account: Pick<Account, "tenantId" | "id">,
  state: EmailChange["state"],
): Promise<EmailChange | null> {
  const [ended] = await tx
    .update(emailChanges)
    .set({ state, endedAt: new Date() })
    .where(
      and(
        eq(emailChanges.tenantId, account.tenantId),
        eq(emailChanges.userId, account.id),
        eq(emailChanges.state, "open"),
      ),
    )
    .returning();
  for (const side of emailSides) await supersedeUserTokens(tx, account, purposeOf(side));
  return ended ?? null;
}
