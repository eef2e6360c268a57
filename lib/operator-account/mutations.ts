import { and, eq, isNull } from "drizzle-orm";
import { controlDb } from "@/db/client";
import { operatorSessions, operators } from "@/db/schema/control";
import type { ChangePasswordInput, OwnSessionInput } from "@/lib/account/schema";
import { recordOperatorAudit } from "@/lib/audit/record";
import type { OperatorContext } from "@/lib/auth/context";
import { replacementHash } from "@/lib/auth/new-password";
import { revokeOperatorSessions } from "@/lib/auth/operator-sessions";
import { AppError, notFound } from "@/lib/errors";
import { tellOperator } from "@/lib/operator-telling/mutations";

/** Changes the operator's own password, also one that was made for them, which ends their other sessions. */
export async function changeOperatorPassword(
  context: OperatorContext,
  given: ChangePasswordInput,
): Promise<void> {
  const { id, email } = context.operator;
  const [owner] = await controlDb().select().from(operators).where(eq(operators.id, id));
  if (!owner) throw notFound();
  const passwordHash = await replacementHash({
    guesser: { surface: "operator", email, device: context.sessionId },
    owner,
    given,
    onRefused: () => recordWrongPassword(context),
  });
  await controlDb().transaction(async (tx) => {
    const changed = await tx
      .update(operators)
      .set({ passwordHash, initialPasswordUntil: null, updatedAt: new Date() })
      .where(and(eq(operators.id, id), eq(operators.passwordHash, owner.passwordHash)))
      .returning({ id: operators.id });
    if (changed.length === 0) throw new AppError("conflict");
    await revokeOperatorSessions(tx, context.operator, context.sessionId);
    await recordOperatorAudit(tx, context, {
      action: "password.changed",
      targetType: "operator",
      targetId: id,
      details: { isFirst: owner.initialPasswordUntil !== null },
    });
    await tellOperator(tx, context, "passwordChanged");
  });
}

const recordWrongPassword = (context: OperatorContext): Promise<void> =>
  controlDb().transaction((tx) =>
    recordOperatorAudit(tx, context, {
      action: "session.refused",
      details: { reason: "password" },
    }),
  );

export async function revokeOwnOperatorSession(
  context: OperatorContext,
  { sessionId }: OwnSessionInput,
): Promise<void> {
  await controlDb().transaction(async (tx) => {
    const ended = await tx
      .update(operatorSessions)
      .set({ revokedAt: new Date() })
      .where(
        and(
          eq(operatorSessions.operatorId, context.operator.id),
          eq(operatorSessions.id, sessionId),
          isNull(operatorSessions.revokedAt),
        ),
      )
      .returning({ id: operatorSessions.id });
    if (ended.length === 0) throw notFound();
    await recordOperatorAudit(tx, context, {
      action: "session.revoked",
      targetType: "session",
      targetId: sessionId,
    });
  });
}

/** Ends every session of the operator but the one in use. */
export async function revokeOtherOperatorSessions(context: OperatorContext): Promise<void> {
  await controlDb().transaction(async (tx) => {
    await revokeOperatorSessions(tx, context.operator, context.sessionId);
    await recordOperatorAudit(tx, context, {
      action: "session.revoked",
      targetType: "operator",
      targetId: context.operator.id,
      details: { others: true },
    });
  });
}
