import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RetentionTable } from "@/components/records/retention-table";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireOperator } from "@/lib/auth/require";
import { listRetention } from "@/lib/retention/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("operatorRecords.retention");
  return { title: t("title") };
}

export default async function OperatorRetentionPage() {
  const rows = await listRetention(await requireOperator());
  const t = await getTranslations("operatorRecords.retention");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <Card isFlush>
        <RetentionTable rows={rows} />
      </Card>
    </>
  );
}
