import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RoleForm } from "@/components/roles/role-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { roleNames } from "@/db/values";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can, type TenantContext } from "@/lib/auth/context";
import { isPermission, rolePermissions } from "@/lib/auth/permissions";
import { requireTenant } from "@/lib/auth/require";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { getRole } from "@/lib/roles/queries";
import { type CreateRoleInput, roleChoiceSchema, roleNameMaxLength } from "@/lib/roles/schema";
import { listTags } from "@/lib/tags/queries";

type Search = { searchParams: PageSearch };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("roles");
  return { title: t("new") };
}

export default async function NewRolePage({ searchParams }: Search) {
  const ctx = await requireTenant();
  await allow(ctx, "users:write");
  const { from } = await readPageQuery(searchParams);
  const [values, tags, t] = await Promise.all([
    startingValues(ctx, from),
    can(ctx, "tags:read") ? listTags(ctx) : [],
    getTranslations("roles"),
  ]);
  return (
    <>
      <PageHeader
        title={t("new")}
        breadcrumbs={[{ href: paths.roles, label: t("title") }, { label: t("new") }]}
      />
      <Card className="max-w-4xl">
        <RoleForm values={values} tags={tags} ownPermissions={[...ctx.permissions]} />
      </Card>
    </>
  );
}

/** Empty, or those of the role that is duplicated. */
async function startingValues(ctx: TenantContext, from: unknown): Promise<CreateRoleInput> {
  const choice = roleChoiceSchema.safeParse(from);
  if (!choice.success) return { name: "", description: "", permissions: [], tagIds: [] };
  const [t, names] = await Promise.all([
    getTranslations("roles"),
    getTranslations("permissions.roles"),
  ]);
  const nameOf = (name: string) => t("copyOf", { name }).slice(0, roleNameMaxLength);
  const builtIn = roleNames.find((name) => name === choice.data);
  if (builtIn) {
    return {
      name: nameOf(names(`${builtIn}.name`)),
      description: names(`${builtIn}.description`),
      permissions: [...rolePermissions[builtIn]],
      tagIds: [],
    };
  }
  const role = await orNotFound(getRole(ctx, choice.data));
  return {
    name: nameOf(role.name),
    description: role.description,
    permissions: role.permissions.filter(isPermission),
    tagIds: role.tagIds ?? [],
  };
}
