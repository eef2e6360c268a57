import "server-only";
import { and, asc, eq, gt, type SQL, sql } from "drizzle-orm";
import { tags } from "@/db/schema/addresses";
import { roles } from "@/db/schema/roles";
import { signIns } from "@/db/schema/sign-ins";
import { termsAcceptances, users } from "@/db/schema/users";
import { timeAt, timePosition } from "@/db/time-position";
import { readTransaction } from "@/db/transaction";
import { authorize, type TenantContext } from "@/lib/auth/context";
import { explainPermission, permissions } from "@/lib/auth/permissions";
import { type MailTranslator, mailTranslator } from "@/lib/mail/translator";
import { holderOf, tagScopeOf } from "@/lib/roles/rules";

/** A page of all users after an e-mail address, each with every permission and why it is held or not. */
export async function listPermitted(ctx: TenantContext, after: string | null, size: number) {
  authorize(ctx, "users:read");
  const [ja, en] = await Promise.all([wordsOf("ja"), wordsOf("en")]);
  const [found, named] = await readTransaction(ctx, async (tx) => [
    await tx
      .select({
        id: users.id,
        email: users.email,
        name: users.name,
        role: users.role,
        roleName: roles.name,
        state: users.state,
        granted: users.granted,
        denied: users.denied,
        tagIds: users.tagIds,
        rolePermissions: roles.permissions,
        roleTagIds: roles.tagIds,
        createdAt: users.createdAt,
        lastSignInAt: users.lastSignInAt,
      })
      .from(users)
      .leftJoin(roles, and(eq(roles.tenantId, users.tenantId), eq(roles.id, users.roleId)))
      .where(and(eq(users.tenantId, ctx.tenantId), after ? gt(users.email, after) : undefined))
      .orderBy(asc(users.email))
      .limit(size),
    await tx
      .select({ id: tags.id, name: tags.name })
      .from(tags)
      .where(eq(tags.tenantId, ctx.tenantId)),
  ]);
  const tagNames = new Map(named.map(({ id, name }) => [id, name]));
  return found.map(({ rolePermissions, roleTagIds, ...user }) => {
    const row = { ...user, rolePermissions, roleTagIds };
    const scope = tagScopeOf(row)?.map((id) => tagNames.get(id) ?? id) ?? null;
    return { ...user, tagScope: scope, permissions: explained(row, { ja, en }) };
  });
}

export type Permitted = Awaited<ReturnType<typeof listPermitted>>[number];

type Words = { items: MailTranslator; reasons: MailTranslator; roles: MailTranslator };

async function wordsOf(locale: string): Promise<Words> {
  const [names, reasons] = await Promise.all([
    mailTranslator(locale, "permissions"),
    mailTranslator(locale, "users"),
  ]);
  return { items: names, reasons, roles: names };
}

type Holder = Parameters<typeof holderOf>[0] & { roleName: string | null };

function explained(row: Holder, words: { ja: Words; en: Words }) {
  return permissions.map((permission) => {
    const { isAllowed, reason } = explainPermission(holderOf(row), permission);
    const item = `items.${permission.replace(":", "_")}.name`;
    const why = ({ reasons, roles: names }: Words) =>
      reasons(`permissions.reasons.${reason}`, {
        role: row.roleName ?? names(`roles.${row.role}.name`),
      });
    return {
      permission,
      nameJa: words.ja.items(item),
      nameEn: words.en.items(item),
      isAllowed,
      reason,
      reasonJa: why(words.ja),
      reasonEn: why(words.en),
    };
  });
}

type Place = { id: string; position: string } | null;

/** A page of everybody's tries to sign in, the oldest first. */
export async function listAllSignIns(ctx: TenantContext, last: Place, size: number) {
  authorize(ctx, "users:write");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        id: signIns.id,
        at: signIns.at,
        userId: signIns.userId,
        email: users.email,
        name: users.name,
        outcome: signIns.outcome,
        factor: signIns.factor,
        reason: signIns.reason,
        ip: signIns.ip,
        userAgent: signIns.userAgent,
        position: timePosition(signIns.at),
      })
      .from(signIns)
      .innerJoin(users, and(eq(users.tenantId, signIns.tenantId), eq(users.id, signIns.userId)))
      .where(
        and(eq(signIns.tenantId, ctx.tenantId), newerThan(sql`${signIns.at}, ${signIns.id}`, last)),
      )
      .orderBy(asc(signIns.at), asc(signIns.id))
      .limit(size),
  );
}

/** A page of everybody's agreements to the terms, the oldest first. */
export async function listAllAcceptances(ctx: TenantContext, last: Place, size: number) {
  authorize(ctx, "users:write");
  return readTransaction(ctx, (tx) =>
    tx
      .select({
        id: termsAcceptances.id,
        acceptedAt: termsAcceptances.acceptedAt,
        version: termsAcceptances.version,
        userId: termsAcceptances.userId,
        email: users.email,
        name: users.name,
        ip: termsAcceptances.ip,
        position: timePosition(termsAcceptances.acceptedAt),
      })
      .from(termsAcceptances)
      .innerJoin(
        users,
        and(eq(users.tenantId, termsAcceptances.tenantId), eq(users.id, termsAcceptances.userId)),
      )
      .where(
        and(
          eq(termsAcceptances.tenantId, ctx.tenantId),
          newerThan(sql`${termsAcceptances.acceptedAt}, ${termsAcceptances.id}`, last),
        ),
      )
      .orderBy(asc(termsAcceptances.acceptedAt), asc(termsAcceptances.id))
      .limit(size),
  );
}

const newerThan = (key: SQL, last: Place): SQL | undefined =>
  last ? sql`(${key}) > (${timeAt(last.position)}, ${last.id}::uuid)` : undefined;
