import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { UserFactorsCard } from "@/components/factors/reset-factors";
import { OwnOffer } from "@/components/mastership/own-offer";
import { SignInTable } from "@/components/sign-ins/sign-in-table";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { DateTime } from "@/components/ui/date-time";
import { DescriptionList } from "@/components/ui/description-list";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { ManageUser } from "@/components/users/manage-user";
import { PermissionForm } from "@/components/users/permission-form";
import { SessionTable } from "@/components/users/session-table";
import { UserProfileForm } from "@/components/users/user-profile-form";
import { UserStateBadge } from "@/components/users/user-state-badge";
import { listAttributes } from "@/lib/attributes/queries";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can, type TenantContext } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { listUserFactors } from "@/lib/factors/queries";
import { findOwnOffer } from "@/lib/mastership/queries";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { listRoles } from "@/lib/roles/queries";
import { listUserSignIns } from "@/lib/sign-ins/queries";
import { listTags } from "@/lib/tags/queries";
import { revokeAllUserSessionsAction, revokeUserSessionAction } from "@/lib/users/actions";
import { getUser, isLastMaster, listUserSessions, type UserDetail } from "@/lib/users/queries";

type Route = {
  params: Promise<{ id: string }>;
  searchParams: PageSearch;
};

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("users");
  return { title: t("title") };
}

export default async function UserPage({ params, searchParams }: Route) {
  const ctx = await requireTenant();
  await allow(ctx, "users:read");
  const { id } = await params;
  const { signIns: after } = await readPageQuery(searchParams);
  if (!z.uuid().safeParse(id).success) notFound();
  const [user, roles, tags, attributes, t] = await Promise.all([
    orNotFound(getUser(ctx, id)),
    listRoles(ctx),
    can(ctx, "tags:read") ? listTags(ctx) : [],
    listAttributes(ctx, "user"),
    getTranslations("users"),
  ]);
  const factors = await listUserFactors(ctx, [id]);
  const { canEdit, isSelf, isOwnMaster, ...rights } = rightsOver(ctx, user);
  const readOnlyHint = (await isLastMaster(ctx, user)) ? "lastMasterHint" : rights.readOnlyHint;
  const offer = isOwnMaster ? await findOwnOffer(ctx) : null;
  return (
    <>
      <PageHeader
        title={user.name}
        description={user.email}
        breadcrumbs={[{ href: paths.users, label: t("title") }, { label: user.name }]}
      />
      <div className="flex max-w-4xl flex-col gap-5">
        <Card title={t("profile")}>
          <div className="flex flex-col gap-5">
            <UserFacts user={user} />
            <UserProfileForm
              key={user.id}
              user={user}
              attributes={attributes}
              isReadOnly={!canEdit}
            />
          </div>
        </Card>
        <Card title={t("permissions.title")} description={t("permissions.description")}>
          <PermissionForm
            key={`${user.roleId ?? user.role} ${user.granted} ${user.denied} ${user.tagIds}`}
            user={user}
            roles={roles}
            tags={tags}
            ownPermissions={[...ctx.permissions]}
            readOnlyHint={readOnlyHint && t(`permissions.${readOnlyHint}`)}
          />
        </Card>
        <UserFactorsCard user={user} factors={factors.get(id)} canReset={isOwnMaster && !isSelf} />
        {canEdit && <UserSessions ctx={ctx} user={user} />}
        {canEdit && <UserSignIns ctx={ctx} userId={user.id} after={after} />}
        {offer?.toUserId === id && <OwnOffer offer={offer} isGiver />}
        {canEdit && !isSelf && <ManageUser user={user} canOffer={isOwnMaster && !offer} />}
      </div>
    </>
  );
}

function rightsOver(ctx: TenantContext, user: UserDetail) {
  const isOwnMaster = ctx.actor.role === "master";
  const isSelf = ctx.actor.id === user.id;
  const canEdit = can(ctx, "users:write") && (isOwnMaster || user.role !== "master");
  const readOnlyHint: "selfHint" | "readOnlyHint" | null = isSelf
    ? "selfHint"
    : canEdit
      ? null
      : "readOnlyHint";
  return { canEdit, isSelf, isOwnMaster, readOnlyHint };
}

async function UserFacts({ user }: { user: UserDetail }) {
  const t = await getTranslations("users");
  return (
    <DescriptionList
      columns={2}
      items={[
        { term: t("fields.state"), value: <UserStateBadge state={user.state} /> },
        {
          term: t("fields.lastSignIn"),
          value: user.lastSignInAt ? <DateTime value={user.lastSignInAt} /> : t("never"),
        },
        { term: t("fields.createdAt"), value: <DateTime value={user.createdAt} /> },
      ]}
    />
  );
}

async function UserSessions({ ctx, user }: { ctx: TenantContext; user: UserDetail }) {
  const [sessions, t] = await Promise.all([
    listUserSessions(ctx, user.id),
    getTranslations("users.sessions"),
  ]);
  const revocable = sessions.map((session) => ({
    ...session,
    revoke: revokeUserSessionAction.bind(null, { userId: user.id, sessionId: session.id }),
  }));
  const hasOthers = sessions.some(({ id }) => id !== ctx.sessionId);
  const revokeAll = hasOthers && (
    <ConfirmDialog
      trigger={<Button size="sm">{t("revokeAll")}</Button>}
      title={t("revokeAllTitle")}
      confirmLabel={t("revokeAll")}
      action={revokeAllUserSessionsAction.bind(null, { userId: user.id })}
      successMessage={t("revoked")}
    >
      {t("revokeAllBody")}
    </ConfirmDialog>
  );
  return (
    <Card title={t("title")} isFlush actions={revokeAll}>
      <SessionTable sessions={revocable} currentId={ctx.sessionId} />
    </Card>
  );
}

type SignInsProps = { ctx: TenantContext; userId: string; after: string | undefined };

async function UserSignIns({ ctx, userId, after }: SignInsProps) {
  const [page, t] = await Promise.all([
    listUserSignIns(ctx, userId, after),
    getTranslations("sessions.history"),
  ]);
  const href = paths.user(userId);
  return (
    <Card title={t("title")} isFlush>
      <SignInTable rows={page.rows} />
      <Pagination
        prevHref={after ? href : null}
        nextHref={page.next && `${href}?${new URLSearchParams({ signIns: page.next })}`}
      />
    </Card>
  );
}
