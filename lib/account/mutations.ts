import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { sessions, users } from "@/db/schema/users";
import { readTransaction, transaction } from "@/db/transaction";
import { recordAudit } from "@/lib/audit/record";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { replacementHash } from "@/lib/auth/new-password";
import { revokeSessions } from "@/lib/auth/sessions";
import { supersedeUserTokens } from "@/lib/auth/user-tokens";
import { AppError, notFound } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { enqueue } from "@/lib/queue/enqueue";
import { readAccount } from "@/lib/sign-in/queries";
import { maskText } from "@/lib/users/rules";
import type { ChangePasswordInput, OwnNameInput, OwnSessionInput } from "./schema";

function ownId(ctx: TenantContext): string {
  if (!ctx.actor.id) throw new AppError("not_permitted");
  return ctx.actor.id;
}

const ownRow = (ctx: TenantContext) =>
  and(eq(users.tenantId, ctx.tenantId), eq(users.id, ownId(ctx)));

export async function updateOwnName(ctx: TenantContext, { name }: OwnNameInput): Promise<void> {
  authorize(ctx, "account:write");
  await transaction(ctx, async (tx) => {
    await tx.update(users).set({ name, updatedAt: new Date() }).where(ownRow(ctx));
    const details = { before: { name: maskText(ctx.actor.name) }, after: { name: maskText(name) } };
    await recordAudit(tx, ctx, {
      action: "user.updated",
      targetType: "user",
      targetId: ownId(ctx),
      details,
    });
  });
}

/** Changes the caller's password, which ends their other sessions and open reset links. */
export async function changePassword(
  ctx: TenantContext,
  { locale, ...given }: ChangePasswordInput & { locale: Locale },
): Promise<void> {
  authorize(ctx, "account:write");
  const userId = ownId(ctx);
  const email = ctx.actor.email ?? "";
  const account = await readTransaction(ctx, (tx) => readAccount(tx, ctx.tenantId, userId));
  if (!account) throw notFound();
  const guesser = { surface: "web" as const, email, device: ctx.sessionId };
  const onRefused = () => recordWrongPassword(ctx);
  const passwordHash = await replacementHash({ guesser, owner: account, given, onRefused });
  await transaction(ctx, async (tx) => {
    const formerHash = account.passwordHash ?? "";
    const changed = await tx
      .update(users)
      .set({ passwordHash, updatedAt: new Date() })
      .where(and(ownRow(ctx), eq(users.passwordHash, formerHash)))
      .returning({ id: users.id });
    if (changed.length === 0) throw new AppError("conflict");
    await revokeSessions(tx, account, ctx.sessionId);
    await supersedeUserTokens(tx, account, "password_reset");
    await recordAudit(tx, ctx, {
      action: "password.changed",
      targetType: "user",
      targetId: userId,
    });
    await enqueue(tx, "users.send-password-changed", { tenantId: ctx.tenantId, userId, locale });
  });
}

const recordWrongPassword = (ctx: TenantContext): Promise<void> =>
  transaction(ctx, (tx) =>
    recordAudit(tx, ctx, {
      action: "session.refused",
      targetType: "user",
      targetId: ownId(ctx),
      details: { reason: "password" },
    }),
  );

export async function revokeOwnSession(
  ctx: TenantContext,
  { sessionId }: OwnSessionInput,
): Promise<void> {
  authorize(ctx, "account:write");
  await transaction(ctx, async (tx) => {
    const ended = await tx
      .update(sessions)
      .set({ revokedAt: new Date() })
      .where(
        and(
          eq(sessions.tenantId, ctx.tenantId),
          eq(sessions.userId, ownId(ctx)),
          eq(sessions.id, sessionId),
          isNull(sessions.revokedAt),
        ),
      )
      .returning({ id: sessions.id });
    if (ended.length === 0) throw notFound();
    await recordAudit(tx, ctx, {
      action: "session.revoked",
      targetType: "session",
      targetId: sessionId,
    });
  });
}

/** Ends every session of the caller but the one in use. */
export async function revokeOtherSessions(ctx: TenantContext): Promise<void> {
  authorize(ctx, "account:write");
  const id = ownId(ctx);
  await transaction(ctx, async (tx) => {
    await revokeSessions(tx, { tenantId: ctx.tenantId, id }, ctx.sessionId);
    await recordAudit(tx, ctx, {
      action: "session.revoked",
      targetType: "user",
      targetId: id,
      details: { others: true },
    });
  });
}
