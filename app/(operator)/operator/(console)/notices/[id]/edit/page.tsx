import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NoticeEditor } from "@/components/publishing/notice-editor";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { orNotFound } from "@/lib/auth/allow";
import { requireOperator } from "@/lib/auth/require";
import { toJstLocal } from "@/lib/format";
import { paths } from "@/lib/paths";
import { listPlans } from "@/lib/plans/rules";
import { getOperatorNotice, listTenantOptions } from "@/lib/publishing/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operator-notices");
  return { title: t("edit") };
}

export default async function EditNoticePage({ params }: { params: Promise<{ id: string }> }) {
  const operator = await requireOperator();
  const { notice } = await orNotFound(getOperatorNotice(operator, (await params).id));
  if (notice.state === "published") notFound();
  const tenants = await listTenantOptions(operator);
  const t = await getTranslations("operator-notices");
  const n = await getTranslations("notices");
  const p = await getTranslations("plans.names");
  const { id, kind, titleJa, titleEn, bodyJa, bodyEn, audience, planIds, tenantIds } = notice;
  return (
    <>
      <PageHeader
        title={t("edit")}
        breadcrumbs={[
          { href: paths.operatorNotices, label: n("title") },
          { href: paths.operatorNotice(id), label: titleJa },
        ]}
      />
      <Card>
        <NoticeEditor
          id={id}
          plans={listPlans().map((plan) => ({ id: plan.id, label: p(plan.id) }))}
          tenants={tenants.map((tenant) => ({
            id: tenant.id,
            label: `${tenant.name} ${tenant.accountId}`,
          }))}
          fields={{
            ...{ kind, titleJa, titleEn, bodyJa, bodyEn, audience, planIds, tenantIds },
            effectiveAt: notice.effectiveAt ? toJstLocal(notice.effectiveAt) : "",
            mustAcknowledge: notice.mustAcknowledge,
            newRegion: notice.newRegion ?? "",
            incidentId: notice.incidentId ?? "",
          }}
        />
      </Card>
    </>
  );
}
