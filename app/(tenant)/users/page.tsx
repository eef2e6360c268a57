import { Users } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ResponsibilityNote } from "@/components/frame/responsibility-note";
import { SearchRefused } from "@/components/frame/search-refused";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { InviteUser } from "@/components/users/invite-user";
import { UserFilterForm } from "@/components/users/user-filter-form";
import { UserTable } from "@/components/users/user-table";
import { listAttributes } from "@/lib/attributes/queries";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { searchRefusal } from "@/lib/auth/reading-limits";
import { requireTenant } from "@/lib/auth/require";
import { listUserFactors } from "@/lib/factors/queries";
import { type PageQuery, type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { listRoles } from "@/lib/roles/queries";
import { listUsers } from "@/lib/users/queries";
import { type UserFilter, userFilterSchema } from "@/lib/users/schema";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("users");
  return { title: t("title") };
}

export default async function UsersPage({ searchParams }: Search) {
  const ctx = await requireTenant();
  await allow(ctx, "users:read");
  const query = await readPageQuery(searchParams);
  const filter = userFilterSchema.parse(query);
  const refusal = await searchRefusal(ctx, filter.q !== "");
  if (refusal) return <Refused query={query} message={refusal} />;
  const [page, roles, attributes, t] = await Promise.all([
    listUsers(ctx, filter),
    listRoles(ctx),
    listAttributes(ctx, "user"),
    getTranslations("users"),
  ]);
  const factors = await listUserFactors(
    ctx,
    page.rows.map(({ id }) => id),
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        actions={
          <>
            <LinkButton href={paths.roles}>{t("rolesLink")}</LinkButton>
            {can(ctx, "users:write") && <InviteUser attributes={attributes} roles={roles} />}
          </>
        }
      />
      <div className="flex flex-col gap-4">
        <UserFilterForm filter={filter} roles={roles} />
        <Card isFlush>
          <UserTable
            users={page.rows}
            factors={factors}
            ownId={ctx.actor.id}
            empty={
              <EmptyState
                icon={<Users />}
                title={t("emptyTitle")}
                description={t("emptyDescription")}
              />
            }
          />
          <Pagination
            prevHref={page.previous && hrefOf(filter, { before: page.previous })}
            nextHref={page.next && hrefOf(filter, { after: page.next })}
          />
        </Card>
        <ResponsibilityNote />
      </div>
    </>
  );
}

type RefusedProps = { query: PageQuery; message: string };

async function Refused({ query, message }: RefusedProps) {
  const t = await getTranslations("users");
  return (
    <SearchRefused
      title={t("title")}
      action={paths.users}
      label={t("searchLabel")}
      query={query}
      message={message}
    />
  );
}

function hrefOf(
  { q, state, role }: UserFilter,
  place: { before: string } | { after: string },
): string {
  const search = new URLSearchParams({
    ...(q && { q }),
    ...(state && { state }),
    ...(role && { role }),
    ...place,
  });
  return `${paths.users}?${search}`;
}
