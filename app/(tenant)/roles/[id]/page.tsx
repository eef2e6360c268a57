import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeleteRole } from "@/components/roles/delete-role";
import { RoleForm } from "@/components/roles/role-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { isPermission } from "@/lib/auth/permissions";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { getRole, listRoles } from "@/lib/roles/queries";
import { listTags } from "@/lib/tags/queries";

type Route = { params: Promise<{ id: string }> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("roles");
  return { title: t("title") };
}

export default async function RolePage({ params }: Route) {
  const ctx = await requireTenant();
  await allow(ctx, "users:read");
  const { id } = await params;
  const [role, roles, tags, t] = await Promise.all([
    orNotFound(getRole(ctx, id)),
    listRoles(ctx),
    can(ctx, "tags:read") ? listTags(ctx) : [],
    getTranslations("roles"),
  ]);
  const canWrite = can(ctx, "users:write");
  const { name, description, permissions, tagIds } = role;
  return (
    <>
      <PageHeader
        title={name}
        description={t("holders", { count: role.userCount })}
        breadcrumbs={[{ href: paths.roles, label: t("title") }, { label: name }]}
        actions={
          canWrite && <DeleteRole role={role} others={roles.filter((other) => other.id !== id)} />
        }
      />
      <Card className="max-w-4xl">
        <RoleForm
          id={id}
          values={{
            name,
            description,
            permissions: permissions.filter(isPermission),
            tagIds: tagIds ?? [],
          }}
          tags={tags}
          ownPermissions={[...ctx.permissions]}
          isReadOnly={!canWrite}
        />
      </Card>
    </>
  );
}
