"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { MultiSelect, type MultiSelectOption } from "@/components/ui/multi-select";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import { useActionForm } from "@/components/ui/use-action-form";
import type { RememberedMapping } from "@/lib/import-mappings/queries";
import { checkImportAction } from "@/lib/imports/actions";
import type { ImportDetails } from "@/lib/imports/queries";
import { guessChoices, recallChoices } from "@/lib/imports/rules";
import { type CheckImportInput, checkImportSchema } from "@/lib/imports/schema";
import { type ColumnAttribute, useColumnOptions } from "./column-options";
import { ConsentFields } from "./consent-fields";
import { MappingModes } from "./mapping-modes";
import { MappingPreview } from "./mapping-preview";

type MappingFormProps = {
  file: Pick<
    ImportDetails,
    "id" | "headers" | "previewRows" | "mode" | "emptyCells" | "tagMode" | "tagIds" | "consent"
  > & {
    /** What was assigned before, when the reader comes back to it. */
    choices: string[];
  };
  attributes: ColumnAttribute[];
  tags: MultiSelectOption[];
  /** What the columns of such a file became the last time. */
  remembered: RememberedMapping | null;
  /** What the reader may do beside importing. */
  may: { createAttributes: boolean; createTags: boolean };
};

export function MappingForm({ file, attributes, tags, remembered, may }: MappingFormProps) {
  const t = useTranslations("imports");
  const router = useRouter();
  const form = useActionForm({
    schema: checkImportSchema,
    action: checkImportAction,
    defaultValues: startingValues(file, attributes, remembered),
    successMessage: t("checkStarted"),
    onSuccess: () => router.refresh(),
  });
  const optionsOf = useColumnOptions(attributes, may);
  const choices = form.form.watch("columns");
  const unassigned = file.headers.flatMap((header, at) => {
    const canBeNew = optionsOf(header).some(({ value }) => value === "new");
    return choices[at] === "ignore" && canBeNew ? [at] : [];
  });
  const emptyCells = form.form.watch("emptyCells");
  return (
    <ActionForm
      form={form}
      className="gap-6"
      footer={
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("check")}
        </Button>
      }
    >
      <Section
        title={t("columns")}
        description={t(remembered ? "columnsRemembered" : "columnsDescription")}
        actions={
          unassigned.length > 1 && (
            <Button
              onPress={() => {
                for (const at of unassigned)
                  form.form.setValue(`columns.${at}`, "new", { shouldDirty: true });
              }}
            >
              {t("allNew", { count: unassigned.length })}
            </Button>
          )
        }
      >
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {file.headers.map((header, at) => (
            <Select
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place in the file
              key={at}
              label={header || t("columnNumber", { number: at + 1 })}
              description={t("columnDescription", { samples: samplesOf(file.previewRows, at) })}
              options={optionsOf(header)}
              {...form.field(`columns.${at}`)}
            />
          ))}
        </div>
      </Section>
      <MultiSelect
        label={t("extraTags")}
        placeholder={t("extraTagsPlaceholder")}
        options={tags}
        className="sm:max-w-md"
        {...form.list("tagIds")}
      />
      <MappingModes field={form.field} />
      <ConsentFields field={form.field} />
      <MappingPreview
        file={file}
        choices={choices}
        attributes={attributes}
        emptyCells={emptyCells}
      />
    </ActionForm>
  );
}

function startingValues(
  file: MappingFormProps["file"],
  attributes: readonly ColumnAttribute[],
  remembered: RememberedMapping | null,
): CheckImportInput {
  const { id: importId, headers, tagIds } = file;
  const keys = attributes.map(({ key }) => key);
  const { mode, emptyCells, tagMode } = file.choices.length > 0 ? file : (remembered ?? file);
  const columns =
    file.choices.length > 0
      ? file.choices
      : remembered
        ? recallChoices(headers, remembered.choices, keys)
        : guessChoices(headers, keys);
  const consent = file.consent ?? { source: "", at: "", wording: "" };
  return { importId, columns, tagIds, mode, emptyCells, tagMode, consent };
}

/** A few different values of a column, each cut short. */
function samplesOf(rows: readonly string[][], at: number): string {
  const values = new Set(rows.map((row) => (row[at] ?? "").trim()).filter(Boolean));
  return (
    [...values]
      .slice(0, 3)
      .map((value) => (value.length > 24 ? `${value.slice(0, 24)}…` : value))
      .join(" / ") || "―"
  );
}
