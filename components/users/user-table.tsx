import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { UserFactors } from "@/lib/factors/queries";
import { paths } from "@/lib/paths";
import type { UserSummary } from "@/lib/users/queries";
import { UserStateBadge } from "./user-state-badge";

type Props = {
  users: UserSummary[];
  factors: Map<string, UserFactors>;
  ownId: string | null;
  empty: ReactNode;
};

export function UserTable({ users, factors, ownId, empty }: Props) {
  const t = useTranslations("users");
  const second = useTranslations("factors.users");
  const roles = useTranslations("permissions.roles");
  return (
    <Table
      caption={t("title")}
      rows={users}
      getRowId={(user) => user.id}
      empty={empty}
      columns={[
        {
          id: "name",
          header: t("columns.name"),
          isRowHeader: true,
          render: (user) => (
            <span className="inline-flex items-center gap-2">
              <TextLink href={paths.user(user.id)}>{user.name}</TextLink>
              {user.id === ownId && <Badge>{t("you")}</Badge>}
            </span>
          ),
        },
        { id: "email", header: t("columns.email"), render: (user) => user.email },
        {
          id: "role",
          header: t("columns.role"),
          render: (user) => user.roleName ?? roles(`${user.role}.name`),
        },
        {
          id: "state",
          header: t("columns.state"),
          render: (user) => <UserStateBadge state={user.state} />,
        },
        {
          id: "secondStep",
          header: second("column"),
          hideBelow: "lg",
          render: ({ id }) => <FactorText factors={factors.get(id)} />,
        },
        {
          id: "lastSignIn",
          header: t("columns.lastSignIn"),
          hideBelow: "md",
          render: (user) =>
            user.lastSignInAt ? <DateTime value={user.lastSignInAt} /> : t("never"),
        },
      ]}
    />
  );
}

/** Which factors a user has. */
export function FactorText({ factors }: { factors: UserFactors | undefined }) {
  const t = useTranslations("factors.users");
  if (!factors) return <span className="text-muted">{t("none")}</span>;
  return (
    <span className="inline-flex flex-wrap gap-1">
      {factors.hasTotp && <Badge tone="success">{t("totp")}</Badge>}
      {factors.passkeys > 0 && (
        <Badge tone="success">{t("passkeys", { count: factors.passkeys })}</Badge>
      )}
    </span>
  );
}
