import { getTranslations } from "next-intl/server";
import { ImportSteps } from "@/components/imports/import-steps";
import { PasteForm } from "@/components/imports/paste-form";
import { UploadForm } from "@/components/imports/upload-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { allow } from "@/lib/auth/allow";
import { requireTenant } from "@/lib/auth/require";
import { paths } from "@/lib/paths";

export async function generateMetadata() {
  return { title: (await getTranslations("imports"))("newTitle") };
}

export default async function NewImportPage() {
  await allow(await requireTenant(), "addresses:import");
  const t = await getTranslations("imports");
  return (
    <>
      <PageHeader
        title={t("newTitle")}
        description={t("description")}
        breadcrumbs={[{ href: paths.imports, label: t("title") }, { label: t("newTitle") }]}
      />
      <ImportSteps current="upload" />
      <div className="mt-4 flex flex-col gap-4">
        <Card>
          <UploadForm />
        </Card>
        <Card title={t("orPaste")}>
          <PasteForm />
        </Card>
      </div>
    </>
  );
}
