"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { useActionForm } from "@/components/ui/use-action-form";
import { rereadImportAction } from "@/lib/imports/actions";
import type { ImportDetails } from "@/lib/imports/queries";
import { type ReadImportInput, readImportSchema } from "@/lib/imports/schema";
import { LostCharacters } from "./lost-characters";

type ReadingFormProps = Pick<
  ImportDetails,
  "id" | "encoding" | "delimiter" | "lostCharacters" | "losses"
>;

/** How the file is read: found out by the service, and to be changed when that went wrong. */
export function ReadingForm(file: ReadingFormProps) {
  const { id, encoding, delimiter, lostCharacters, losses } = file;
  const t = useTranslations("imports");
  const router = useRouter();
  const form = useActionForm({
    schema: readImportSchema,
    action: rereadImportAction,
    defaultValues: {
      importId: id,
      encoding,
      delimiter: delimiter as ReadImportInput["delimiter"],
      lostCharacters,
    },
    onSuccess: () => router.refresh(),
  });
  const encodings = readImportSchema.shape.encoding.options
    .filter((value) => losses[value])
    .map((value) => ({ value, label: t(`encodings.${value}`) }));
  const delimiters = [
    { value: ",", label: t("delimiters.comma") },
    { value: "\t", label: t("delimiters.tab") },
    { value: ";", label: t("delimiters.semicolon") },
  ];
  return (
    <div className="flex flex-col gap-4">
      <LostCharacters
        id={id}
        encoding={encoding}
        delimiter={delimiter}
        lostCharacters={lostCharacters}
        losses={losses}
      />
      <ActionForm form={form} className="sm:flex-row sm:items-end">
        <Select
          label={t("encoding")}
          options={encodings}
          {...form.field("encoding")}
          className="sm:w-56"
        />
        <Select
          label={t("delimiter")}
          options={delimiters}
          {...form.field("delimiter")}
          className="sm:w-48"
        />
        <Button type="submit" isPending={form.isPending}>
          {t("reread")}
        </Button>
      </ActionForm>
    </div>
  );
}
