import { Building2 } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { StatusBadge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { formatNumber } from "@/lib/format";
import type { TenantRow } from "@/lib/operators/queries";
import { paths } from "@/lib/paths";
import { findPlan } from "@/lib/plans/rules";

type TenantTableProps = { rows: TenantRow[]; isFiltered: boolean };

export function TenantTable({ rows, isFiltered }: TenantTableProps) {
  const t = useTranslations("operator.tenants");
  const plans = useTranslations("plans.names");
  const locale = useLocale();
  const count = (value: number | null) => (value === null ? "–" : formatNumber(value, locale));
  return (
    <Table
      caption={t("title")}
      rows={rows}
      getRowId={({ id }) => id}
      empty={
        <EmptyState icon={<Building2 />} title={t(isFiltered ? "noMatch" : "empty")} isCompact />
      }
      columns={[
        {
          id: "name",
          header: t("name"),
          isRowHeader: true,
          render: ({ id, name }) => <TextLink href={paths.operatorTenant(id)}>{name}</TextLink>,
        },
        { id: "accountId", header: t("accountId"), render: ({ accountId }) => accountId },
        {
          id: "plan",
          header: t("plan"),
          hideBelow: "sm",
          render: ({ planId }) => {
            const plan = findPlan(planId);
            return plan ? plans(plan.id) : planId;
          },
        },
        {
          id: "addresses",
          header: t("addresses"),
          align: "end",
          hideBelow: "md",
          render: ({ addresses }) => count(addresses),
        },
        {
          id: "mails",
          header: t("mails"),
          align: "end",
          hideBelow: "md",
          render: ({ mailsThisMonth }) => count(mailsThisMonth),
        },
        { id: "state", header: t("state"), render: (row) => <TenantState {...row} /> },
        {
          id: "createdAt",
          header: t("createdAt"),
          hideBelow: "md",
          render: ({ createdAt }) => <DateTime value={createdAt} />,
        },
      ]}
    />
  );
}

function TenantState({ state, isBraked }: Pick<TenantRow, "state" | "isBraked">) {
  const t = useTranslations("operator.tenants");
  return (
    <span className="flex flex-wrap gap-1">
      <StatusBadge tone={state === "active" ? "success" : "warning"}>
        {t(`states.${state}`)}
      </StatusBadge>
      {isBraked && <StatusBadge tone="danger">{t("braked")}</StatusBadge>}
    </span>
  );
}
