"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { MultiSelect, type MultiSelectOption } from "@/components/ui/multi-select";
import { RadioGroup } from "@/components/ui/radio-group";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import { useActionForm } from "@/components/ui/use-action-form";
import { startImportAction } from "@/lib/imports/actions";
import type { ImportDetails } from "@/lib/imports/queries";
import { guessChoices } from "@/lib/imports/rules";
import { startImportSchema } from "@/lib/imports/schema";
import { type ColumnAttribute, useColumnOptions } from "./column-options";
import { MappingPreview } from "./mapping-preview";

type MappingFormProps = {
  file: Pick<ImportDetails, "id" | "headers" | "previewRows">;
  attributes: ColumnAttribute[];
  tags: MultiSelectOption[];
  /** What the reader may do beside importing. */
  may: { createAttributes: boolean; createTags: boolean };
};

export function MappingForm({ file, attributes, tags, may }: MappingFormProps) {
  const t = useTranslations("imports");
  const router = useRouter();
  const form = useActionForm({
    schema: startImportSchema,
    action: startImportAction,
    defaultValues: {
      importId: file.id,
      columns: guessChoices(
        file.headers,
        attributes.map(({ key }) => key),
      ),
      tagIds: [],
      mode: "upsert",
    },
    successMessage: t("started"),
    onSuccess: () => router.refresh(),
  });
  const optionsOf = useColumnOptions(attributes, may);
  const choices = form.form.watch("columns");
  const modes = (["upsert", "insert", "update"] as const).map((value) => ({
    value,
    label: t(`modes.${value}`),
    description: t(`modes.${value}Description`),
  }));
  return (
    <ActionForm
      form={form}
      className="gap-6"
      footer={
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("start")}
        </Button>
      }
    >
      <Section title={t("columns")} description={t("columnsDescription")}>
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
      <RadioGroup label={t("mode")} options={modes} {...form.field("mode")} />
      <MappingPreview file={file} choices={choices} attributes={attributes} />
    </ActionForm>
  );
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
