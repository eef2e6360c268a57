import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OpenIncidentForm } from "@/components/incidents/open-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireOperator } from "@/lib/auth/require";
import { toJstLocal } from "@/lib/format";
import { paths } from "@/lib/paths";
import { listTenantOptions } from "@/lib/publishing/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator-incidents");
  return { title: t("new") };
}

export default async function NewIncidentPage() {
  const tenants = await listTenantOptions(await requireOperator());
  const t = await getTranslations("operator-incidents");
  return (
    <>
      <PageHeader
        title={t("new")}
        breadcrumbs={[{ href: paths.operatorIncidents, label: t("title") }]}
      />
      <div className="max-w-3xl">
        <Card>
          <OpenIncidentForm
            now={toJstLocal(new Date())}
            tenants={tenants.map(({ id, name, accountId }) => ({
              id,
              label: `${name} ${accountId}`,
            }))}
          />
        </Card>
      </div>
    </>
  );
}
