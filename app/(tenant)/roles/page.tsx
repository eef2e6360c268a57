import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RoleTable } from "@/components/roles/role-table";
import { Card } from "@/components/ui/card";
import { LinkButton } from "@/components/ui/link-button";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { can } from "@/lib/auth/context";
import { effectivePermissions } from "@/lib/auth/permissions";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";
import { listRolesWithCounts } from "@/lib/roles/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("roles");
  return { title: t("title") };
}

export default async function RolesPage() {
  const ctx = await requireTenant();
  await allow(ctx, "users:read");
  const [{ own, builtIn }, t, names, users] = await Promise.all([
    listRolesWithCounts(ctx),
    getTranslations("roles"),
    getTranslations("permissions.roles"),
    getTranslations("users"),
  ]);
  const countOf = (role: "master" | "viewer", rolePermissions: string[] | null) =>
    effectivePermissions({ role, rolePermissions, granted: [], denied: [] }).size;
  const canWrite = can(ctx, "users:write");
  const rows = [
    ...own.map((role) => ({
      choice: role.id,
      href: paths.role(role.id),
      ...role,
      permissionCount: countOf("viewer", role.permissions),
      isLimited: role.tagIds !== null,
    })),
    ...builtIn.map(({ name, userCount }) => ({
      choice: name,
      href: null,
      name: names(`${name}.name`),
      description: names(`${name}.description`),
      permissionCount: effectivePermissions({ role: name, granted: [], denied: [] }).size,
      isLimited: false,
      userCount,
    })),
  ];
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("description")}
        breadcrumbs={[{ href: paths.users, label: users("title") }, { label: t("title") }]}
        actions={
          canWrite && (
            <LinkButton href={paths.newRole} variant="primary" icon={<Plus />}>
              {t("new")}
            </LinkButton>
          )
        }
      />
      <Card isFlush>
        <RoleTable rows={rows} canWrite={canWrite} />
      </Card>
    </>
  );
}
