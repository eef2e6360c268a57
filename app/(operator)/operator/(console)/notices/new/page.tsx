import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoticeEditor } from "@/components/publishing/notice-editor";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { orNotFound } from "@/lib/auth/allow";
import { requireOperator } from "@/lib/auth/require";
import { getIncident } from "@/lib/incidents/queries";
import { type PageSearch, readPageQuery } from "@/lib/page-query";
import { paths } from "@/lib/paths";
import { listPlans } from "@/lib/plans/rules";
import { listTenantOptions } from "@/lib/publishing/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator-notices");
  return { title: t("new") };
}

type Props = { searchParams: PageSearch };

export default async function NewNoticePage({ searchParams }: Props) {
  const operator = await requireOperator();
  const { incident: incidentId = "" } = await readPageQuery(searchParams);
  const incident = incidentId ? await orNotFound(getIncident(operator, incidentId)) : null;
  const tenants = await listTenantOptions(operator);
  const t = await getTranslations("operator-notices");
  const n = await getTranslations("notices");
  const p = await getTranslations("plans.names");
  return (
    <>
      <PageHeader
        title={t("new")}
        breadcrumbs={[{ href: paths.operatorNotices, label: n("title") }]}
      />
      <Card>
        <NoticeEditor
          plans={listPlans().map(({ id }) => ({ id, label: p(id) }))}
          tenants={tenants.map(({ id, name, accountId }) => ({
            id,
            label: `${name} ${accountId}`,
          }))}
          fields={{
            kind: incident ? "incident" : "change",
            titleJa: incident?.title ?? "",
            titleEn: "",
            bodyJa: "",
            bodyEn: "",
            effectiveAt: "",
            audience: incident ? "tenants" : "all",
            planIds: [],
            tenantIds: incident?.tenants.map(({ id }) => id) ?? [],
            mustAcknowledge: Boolean(incident),
            newRegion: "",
            incidentId: incident?.id ?? "",
          }}
        />
      </Card>
    </>
  );
}
