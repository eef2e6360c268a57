"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DialogClose, useDialogClose } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { createAttributeAction, updateAttributeAction } from "@/lib/attributes/actions";
import type { Attribute, AttributeSubject } from "@/lib/attributes/queries";
import { type CreateAttributeInput, createAttributeSchema } from "@/lib/attributes/schema";

const types = ["text", "number", "date", "choice"] as const;

type AttributeFormProps = { subject: AttributeSubject; attribute?: Attribute };
type FormInput = Omit<CreateAttributeInput, "choices"> & { choices: string };

/** Defines a field or, given one, renames it and edits its choices. */
export function AttributeForm({ subject, attribute }: AttributeFormProps) {
  const t = useTranslations("attributes");
  const ui = useTranslations("ui");
  const close = useDialogClose();
  const form = useActionForm({
    schema: createAttributeSchema,
    action: async (input: FormInput) =>
      attribute
        ? updateAttributeAction({ id: attribute.id, key: input.key, choices: input.choices })
        : createAttributeAction(input),
    defaultValues: {
      subject,
      key: attribute?.key ?? "",
      type: attribute?.type ?? "text",
      choices: attribute?.choices.join("\n") ?? "",
    },
    successMessage: attribute ? t("saved") : t("created"),
    onSuccess: close,
  });
  const type = form.field("type");
  return (
    <ActionForm
      form={form}
      footer={
        <>
          <DialogClose>{ui("cancel")}</DialogClose>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {attribute ? t("save") : t("create")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("key")}
        description={attribute ? t("renameHint") : t("keyHint")}
        isRequired
        autoComplete="off"
        {...form.field("key")}
      />
      <Select
        label={t("type")}
        options={types.map((value) => ({ value, label: t(`types.${value}`) }))}
        isDisabled={attribute !== undefined}
        {...type}
      />
      {type.value === "choice" && (
        <TextArea
          label={t("choices")}
          description={t("choicesHint")}
          isRequired
          rows={6}
          {...form.field("choices")}
        />
      )}
    </ActionForm>
  );
}
