import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CancelButton } from "@/components/imports/cancel-button";
import { ImportCheck } from "@/components/imports/import-check";
import { ImportErrorTable } from "@/components/imports/import-error-table";
import { ImportProgress } from "@/components/imports/import-progress";
import { ImportSteps } from "@/components/imports/import-steps";
import { MappingForm } from "@/components/imports/mapping-form";
import { ReadingForm } from "@/components/imports/reading-form";
import { KeptTable } from "@/components/imports/undo-progress";
import { Card } from "@/components/ui/card";
import { PageHeader } from "@/components/ui/page-header";
import { listAttributes } from "@/lib/attributes/queries";
import { allow, orNotFound } from "@/lib/auth/allow";
import { can, type TenantContext } from "@/lib/auth/context";
import { requireTenant } from "@/lib/auth/require";
import { findMapping } from "@/lib/import-mappings/queries";
import { choiceOf } from "@/lib/import-mappings/rules";
import { listKept } from "@/lib/import-undos/queries";
import { undoableUntil } from "@/lib/import-undos/rules";
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
  const isWaiting = file.state === "uploaded" || file.state === "checked";
  return (
    <>
      <PageHeader
        title={file.fileName}
        breadcrumbs={[{ href: paths.imports, label: t("title") }, { label: file.fileName }]}
        actions={isWaiting ? <CancelButton importId={file.id} kind="discard" /> : null}
      />
      <ImportSteps current={stepOf(file.state)} isComplete={file.state === "finished"} />
      <div className="mt-4 flex flex-col gap-4">
        <Step ctx={ctx} file={file} />
      </div>
    </>
  );
}

function stepOf(state: ImportDetails["state"]) {
  if (state === "uploaded") return "mapping";
  return state === "checking" || state === "checked" ? "check" : "result";
}

function Step({ ctx, file }: PartProps) {
  if (file.state === "uploaded") return <Mapping ctx={ctx} file={file} />;
  if (file.state === "checked" && file.check)
    return <ImportCheck importId={file.id} check={file.check} replaced={replacedIn(file)} />;
  return <Result ctx={ctx} file={file} />;
}

/** Characters that 〓 stands in for, as the customer chose. */
function replacedIn({ lostCharacters, losses, encoding }: ImportDetails): number {
  return lostCharacters === "replace" ? (losses[encoding]?.replaceable ?? 0) : 0;
}

type PartProps = { ctx: TenantContext; file: ImportDetails };

async function Mapping({ ctx, file }: PartProps) {
  const t = await getTranslations("imports");
  const attributes = await listAttributes(ctx, "address");
  const tags = can(ctx, "tags:read") ? await listTags(ctx) : [];
  const remembered = await findMapping(ctx, file.headers);
  const { id, headers, previewRows, encoding, delimiter } = file;
  const { mode, emptyCells, tagMode, tagIds, consent } = file;
  const mapping = { id, headers, previewRows, mode, emptyCells, tagMode, tagIds, consent };
  return (
    <>
      <Card title={t("reading")} description={t("readingDescription")}>
        <ReadingForm
          key={file.lostCharacters}
          id={id}
          encoding={encoding}
          delimiter={delimiter}
          lostCharacters={file.lostCharacters}
          losses={file.losses}
        />
      </Card>
      <Card>
        <MappingForm
          key={`${encoding}${delimiter}${headers.length}`}
          file={{ ...mapping, choices: file.columns.map(choiceOf) }}
          attributes={attributes.map(({ key, type, choices }) => ({ key, type, choices }))}
          remembered={remembered}
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
  const isUndo = file.state === "undoing" || file.state === "undone";
  const kept = isUndo && file.undoKept > 0 ? await listKept(ctx, file.id) : [];
  const until = can(ctx, "utilities:use") ? undoableUntil(file) : null;
  return (
    <>
      <ImportProgress file={file} undoableUntil={until && until > new Date() ? until : null} />
      {kept.length > 0 && <KeptTable rows={kept} total={file.undoKept} />}
      {errors.length > 0 && (
        <ImportErrorTable importId={file.id} errors={errors} total={file.rejected} />
      )}
    </>
  );
}
