import { useTranslations } from "next-intl";
import { LinkButton } from "@/components/ui/link-button";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/paths";

export type RoleRow = {
  /** The id of one of the customer's own, the name of a built-in one. */
  choice: string;
  href: string | null;
  name: string;
  description: string;
  permissionCount: number;
  isLimited: boolean;
  userCount: number;
};

export function RoleTable({ rows, canWrite }: { rows: RoleRow[]; canWrite: boolean }) {
  const t = useTranslations("roles");
  const duplicate = (choice: string) => `${paths.newRole}?${new URLSearchParams({ from: choice })}`;
  return (
    <Table
      caption={t("title")}
      rows={rows}
      getRowId={(role) => role.choice}
      columns={[
        {
          id: "name",
          header: t("fields.name"),
          isRowHeader: true,
          render: (role) => (
            <span className="flex flex-col">
              {role.href ? <TextLink href={role.href}>{role.name}</TextLink> : role.name}
              <span className="font-normal text-muted text-xs">{role.description}</span>
            </span>
          ),
        },
        {
          id: "kind",
          header: t("kind"),
          hideBelow: "md",
          render: (role) => t(role.href ? "own" : "builtIn"),
        },
        {
          id: "permissions",
          header: t("fields.permissions"),
          align: "end",
          hideBelow: "sm",
          render: (role) => t("permissionCount", { count: role.permissionCount }),
        },
        {
          id: "scope",
          header: t("fields.scope"),
          hideBelow: "md",
          render: (role) => t(role.isLimited ? "limited" : "unlimited"),
        },
        {
          id: "users",
          header: t("users"),
          align: "end",
          render: (role) => (
            <TextLink href={`${paths.users}?${new URLSearchParams({ role: role.choice })}`}>
              {t("userCount", { count: role.userCount })}
            </TextLink>
          ),
        },
        {
          id: "actions",
          header: t("duplicate"),
          isHeaderHidden: true,
          align: "end",
          render: (role) =>
            canWrite && role.choice !== "master" ? (
              <LinkButton href={duplicate(role.choice)} size="sm">
                {t("duplicate")}
              </LinkButton>
            ) : null,
        },
      ]}
    />
  );
}
