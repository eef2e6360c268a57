import { Building2 } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { GraceForm } from "@/components/tenants/grace-form";
import { StatusBadge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/date-time";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { readGraceDays } from "@/lib/arrears/queries";
import { requireOperator } from "@/lib/auth/require";
import { listTenants } from "@/lib/operators/queries";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator.tenants");
  return { title: t("title") };
}

export default async function OperatorTenantsPage() {
  const tenants = await listTenants(await requireOperator());
  const graceDays = await readGraceDays();
  const t = await getTranslations("operator.tenants");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card isFlush>
        <Table
          caption={t("title")}
          rows={tenants}
          getRowId={({ id }) => id}
          empty={<EmptyState icon={<Building2 />} title={t("empty")} isCompact />}
          columns={[
            {
              id: "name",
              header: t("name"),
              isRowHeader: true,
              render: ({ id, name }) => <TextLink href={paths.operatorTenant(id)}>{name}</TextLink>,
            },
            { id: "accountId", header: t("accountId"), render: ({ accountId }) => accountId },
            { id: "plan", header: t("plan"), hideBelow: "sm", render: ({ planId }) => planId },
            {
              id: "state",
              header: t("state"),
              render: ({ state }) => (
                <StatusBadge tone={state === "active" ? "success" : "warning"}>
                  {t(`states.${state}`)}
                </StatusBadge>
              ),
            },
            {
              id: "createdAt",
              header: t("createdAt"),
              hideBelow: "md",
              render: ({ createdAt }) => <DateTime value={createdAt} />,
            },
          ]}
        />
      </Card>
      <Card title={t("grace.title")} description={t("grace.description")} className="mt-5 max-w-xl">
        <GraceForm days={graceDays} />
      </Card>
    </>
  );
}
