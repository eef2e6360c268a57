"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { supportCategories } from "@/db/values";
import { paths } from "@/lib/paths";
import { askSupportAction } from "@/lib/support/actions";
import { type AskSupportInput, askSupportSchema } from "@/lib/support/schema";
import { AttachmentField } from "./attachment-field";
import type { Attachment } from "./send-attachment";

export function AskForm() {
  const t = useTranslations("support");
  const router = useRouter();
  const [files, setFiles] = useState<Attachment[]>([]);
  const [isSending, setIsSending] = useState(false);
  const form = useActionForm({
    schema: askSupportSchema,
    action: askSupportAction,
    defaultValues: { category: "howTo", subject: "", body: "", fileIds: [] } as AskSupportInput,
    successMessage: t("sent"),
    onSuccess: ({ id }) => router.push(paths.supportRequest(id)),
  });
  const fileIds = form.list("fileIds");
  return (
    <ActionForm form={form}>
      <Select
        label={t("category")}
        options={supportCategories.map((value) => ({ value, label: t(`categories.${value}`) }))}
        {...form.field("category")}
      />
      <TextField label={t("subject")} isRequired {...form.field("subject")} />
      <TextArea
        label={t("body")}
        description={t("bodyHint")}
        rows={10}
        isRequired
        {...form.field("body")}
      />
      <AttachmentField
        files={files}
        onChange={(next) => {
          setFiles(next);
          fileIds.onChange(next.map(({ id }) => id));
        }}
        onBusy={setIsSending}
        errorMessage={fileIds.errorMessage}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending} isDisabled={isSending}>
          {t("send")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
