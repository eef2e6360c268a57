import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NoticeForm } from "@/components/notices/notice-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { requireOperator } from "@/lib/auth/require";
import { paths } from "@/lib/paths";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("notices");
  return { title: t("new") };
}

export default async function NewNoticePage() {
  await requireOperator();
  const t = await getTranslations("notices");
  return (
    <>
      <PageHeader
        title={t("new")}
        breadcrumbs={[{ href: paths.operatorNotices, label: t("title") }]}
      />
      <div className="max-w-3xl">
        <Card>
          <NoticeForm />
        </Card>
      </div>
    </>
  );
}
