import "server-only";
import { and, eq } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { roles } from "@/db/schema/roles";
import { users } from "@/db/schema/users";
import { transaction } from "@/db/transaction";
import { isUniqueViolation } from "@/db/violations";
import { listAttributes } from "@/lib/attributes/queries";
import { recordAudit } from "@/lib/audit/record";
import {
  authorize,
  contextForUser,
  type RequestInfo,
  type TenantContext,
} from "@/lib/auth/context";
import { refusePersonalPassword } from "@/lib/auth/new-password";
import { hashPassword } from "@/lib/auth/password";
import { effectivePermissions } from "@/lib/auth/permissions";
import { createSession } from "@/lib/auth/sessions";
import { throttle } from "@/lib/auth/throttle";
import { issueTicket } from "@/lib/auth/ticket";
import { issueUserToken, parseUserToken, spendUserToken } from "@/lib/auth/user-tokens";
import { AppError, fieldError, notFound } from "@/lib/errors";
import type { Locale } from "@/lib/i18n/locale";
import { sendAccountMail } from "@/lib/mail/account-mail";
import { enqueue } from "@/lib/queue/enqueue";
import { demandRoom } from "@/lib/quotas/queries";
import { resolveRole } from "@/lib/roles/queries";
import { holderOf } from "@/lib/roles/rules";
import { findLink, lockAccount, readAccount } from "@/lib/sign-in/queries";
import { recordSignIn } from "@/lib/sign-ins/mutations";
import { recordAcceptance } from "@/lib/terms/mutations";
import { termsVersion } from "@/lib/terms/rules";
import { maskText, readUserAttributes, refuseAssignment } from "@/lib/users/rules";
import type { UserIdInput } from "@/lib/users/schema";
import { invitationMail } from "./email";
import type { AcceptInvitationInput, InviteUserInput, SendInvitationInput } from "./schema";

const invitationsPerTenant = { most: 100, windowSeconds: 3600 };
const acceptancesPerNetwork = { most: 60, windowSeconds: 900 };

const linkEnded = () => new AppError("expired", "signIn.errors.linkEnded");
const linkForged = () =>
  new AppError("expired", "signIn.errors.linkEnded", { suspicion: "tampered_token" });

/** Adds a user in the state `invited` and has the link mailed. */
export async function inviteUser(
  ctx: TenantContext,
  input: InviteUserInput & { locale: Locale },
): Promise<{ id: string }> {
  authorize(ctx, "users:write");
  await throttle("invitation", ctx.tenantId, invitationsPerTenant);
  const { email, name } = input;
  return transaction(ctx, async (tx, inner) => {
    const actor = await readActor(tx, ctx);
    const role = await resolveRole(tx, ctx, input.role);
    const next = holderOf({ ...role, granted: [], denied: [], tagIds: null });
    refuseAssignment(actor, null, next);
    const attributes = readUserAttributes(
      await listAttributes(inner, "user"),
      input.attributes,
      {},
    );
    await demandRoom(tx, ctx.tenantId, "users", 1);
    const [row] = await tx
      .insert(users)
      .values({
        tenantId: ctx.tenantId,
        email,
        name,
        role: role.role,
        roleId: role.roleId,
        attributes,
        state: "invited",
      })
      .returning({ id: users.id });
    if (!row) throw new Error("user was not created");
    const details = {
      email: maskText(email),
      after: { name: maskText(name), role: role.role, roleId: role.roleId, state: "invited" },
    };
    await recordAudit(tx, ctx, {
      action: "user.invited",
      targetType: "user",
      targetId: row.id,
      details,
    });
    await enqueueInvitation(tx, ctx, row.id, input.locale);
    return row;
  }).catch((error) => {
    throw isUniqueViolation(error, "users_email")
      ? fieldError("email", "users.errors.emailTaken", "conflict")
      : error;
  });
}

/** The caller as they are now, not as they were when the request began. */
async function readActor(tx: Transaction, ctx: TenantContext) {
  const [found] = await tx
    .select({ user: users, rolePermissions: roles.permissions, roleTagIds: roles.tagIds })
    .from(users)
    .leftJoin(roles, and(eq(roles.tenantId, users.tenantId), eq(roles.id, users.roleId)))
    .where(and(eq(users.tenantId, ctx.tenantId), eq(users.id, ctx.actor.id ?? ctx.tenantId)))
    .for("share", { of: users });
  const row = found && { ...found, ...found.user };
  const permissions = row?.state === "active" ? effectivePermissions(holderOf(row)) : null;
  if (!row || !permissions?.has("users:write")) throw new AppError("not_permitted");
  return { id: row.id, role: row.role, permissions };
}

const enqueueInvitation = (
  tx: Transaction,
  ctx: TenantContext,
  userId: string,
  locale: Locale,
): Promise<void> =>
  enqueue(tx, "users.send-invitation", {
    tenantId: ctx.tenantId,
    userId,
    invitedBy: ctx.actor.id,
    locale,
  });

/** Mails a fresh link; the older one ends. */
export async function resendInvitation(
  ctx: TenantContext,
  { userId, locale }: UserIdInput & { locale: Locale },
): Promise<void> {
  authorize(ctx, "users:write");
  await throttle("invitation", ctx.tenantId, invitationsPerTenant);
  await transaction(ctx, async (tx) => {
    const account = await readAccount(tx, ctx.tenantId, userId);
    if (!account) throw notFound();
    if (account.state !== "invited") throw new AppError("conflict", "users.errors.notInvited");
    await recordAudit(tx, ctx, {
      action: "user.invitation_resent",
      targetType: "user",
      targetId: userId,
    });
    await enqueueInvitation(tx, ctx, userId, locale);
  });
}

/** Makes the single-use link and mails it; the secret exists only here and in the mail. */
export async function sendInvitation(
  ctx: TenantContext,
  { userId, invitedBy, locale }: SendInvitationInput,
): Promise<void> {
  authorize(ctx, "users:write");
  const made = await transaction(ctx, async (tx) => {
    const account = await lockAccount(tx, ctx.tenantId, userId);
    if (account?.state !== "invited") return null;
    const inviter = invitedBy ? await readAccount(tx, ctx.tenantId, invitedBy) : null;
    const link = await issueUserToken(tx, account, "invitation");
    await recordAudit(tx, ctx, {
      action: "user.invitation_sent",
      targetType: "user",
      targetId: userId,
    });
    return { account, link, inviterName: inviter?.name ?? account.tenantName };
  });
  if (!made) return;
  const { account, link, inviterName } = made;
  const mail = await invitationMail(locale, {
    ...account,
    inviterName,
    token: link.token,
    expiresAt: link.expiresAt,
  });
  await sendAccountMail({ ...mail, to: account.email, idempotencyKey: `invitation:${link.id}` });
}

/** Turns an invited user into an active one and signs them in. */
export async function acceptInvitation(
  request: RequestInfo,
  input: AcceptInvitationInput,
): Promise<{ ticket: string }> {
  await throttle("invitation-use", request.ip ?? "", acceptancesPerNetwork);
  const parsed = parseUserToken(input.token);
  const link = await findLink(input.token, "invitation");
  if (!parsed || !link) throw linkForged();
  if (link.state !== "valid") throw linkEnded();
  refusePersonalPassword(input.password, { ...link, name: input.name });
  const passwordHash = await hashPassword(input.password);
  const scope = { tenantId: parsed.tenantId, actor: { id: link.userId } };
  return transaction(scope, async (tx) => {
    const userId = await spendUserToken(tx, parsed, "invitation");
    const user = await activate(tx, parsed.tenantId, userId, { name: input.name, passwordHash });
    const sessionId = await createSession(tx, user, request);
    await recordSignIn(tx, user, request, { outcome: "success", factor: "invitation" });
    const ctx = contextForUser({
      ...user,
      permissions: effectivePermissions(user),
      sessionId,
      request,
    });
    await recordAcceptance(
      { ...ctx, tx },
      { userId, version: termsVersion, acceptedAt: new Date(), ip: request.ip },
    );
    await recordAudit(tx, ctx, { action: "user.joined", targetType: "user", targetId: userId });
    await recordAudit(tx, ctx, {
      action: "session.created",
      targetType: "session",
      targetId: sessionId,
    });
    return { ticket: issueTicket({ surface: "web", tenantId: parsed.tenantId, sessionId }) };
  });
}

async function activate(
  tx: Transaction,
  tenantId: string,
  id: string,
  set: { name: string; passwordHash: string },
) {
  const [user] = await tx
    .update(users)
    .set({ ...set, state: "active", updatedAt: new Date() })
    .where(and(eq(users.tenantId, tenantId), eq(users.id, id), eq(users.state, "invited")))
    .returning();
  if (!user) throw linkEnded();
  return user;
}
