import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CancelButton } from "@/components/imports/cancel-button";
import { ImportErrorTable } from "@/components/imports/import-error-table";
import { ImportProgress } from "@/components/imports/import-progress";
import { ImportSteps } from "@/components/imports/import-steps";
import { MappingForm } from "@/components/imports/mapping-form";
import { ReadingForm } from "@/components/imports/reading-form";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listAttributes } from "@/lib/attributes/queries";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can, type TenantContext } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { getImport, type ImportDetails, listImportErrors } from "@/lib/imports/queries";
import { paths } from "@/lib/paths";
import { listTags } from "@/lib/tags/queries";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("imports");
  return { title: t("title") };
}

export default async function ImportPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireTenant();
  await allow(ctx, "addresses:import");
  const file = await orNotFound(getImport(ctx, (await params).id));
  const t = await getTranslations("imports");
  const isWaiting = file.state === "uploaded";
  return (
    <>
      <PageHeader
        title={file.fileName}
        breadcrumbs={[{ href: paths.imports, label: t("title") }, { label: file.fileName }]}
        actions={isWaiting ? <CancelButton importId={file.id} kind="discard" /> : null}
      />
      <ImportSteps
        current={isWaiting ? "mapping" : "result"}
        isComplete={file.state === "finished"}
      />
      {isWaiting ? <Mapping ctx={ctx} file={file} /> : <Result ctx={ctx} file={file} />}
    </>
  );
}

type PartProps = { ctx: TenantContext; file: ImportDetails };

async function Mapping({ ctx, file }: PartProps) {
  const t = await getTranslations("imports");
  const attributes = await listAttributes(ctx, "address");
  const tags = can(ctx, "tags:read") ? await listTags(ctx) : [];
  const { id, headers, previewRows, encoding, delimiter } = file;
  return (
    <>
      <Card title={t("reading")} description={t("readingDescription")}>
        <ReadingForm id={id} encoding={encoding} delimiter={delimiter} losses={file.losses} />
      </Card>
      <Card>
        <MappingForm
          key={`${encoding}${delimiter}${headers.length}`}
          file={{ id, headers, previewRows }}
          attributes={attributes.map(({ key, type, choices }) => ({ key, type, choices }))}
          tags={tags.map((tag) => ({ id: tag.id, label: tag.name, color: tag.color }))}
          may={{
            createAttributes: can(ctx, "attributes:write"),
            createTags: can(ctx, "tags:write"),
          }}
        />
      </Card>
    </>
  );
}

async function Result({ ctx, file }: PartProps) {
  const errors = file.rejected > 0 ? await listImportErrors(ctx, file.id) : [];
  return (
    <>
      <ImportProgress file={file} />
      {errors.length > 0 && (
        <ImportErrorTable importId={file.id} errors={errors} total={file.rejected} />
      )}
    </>
  );
}
