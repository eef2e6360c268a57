"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { replySupportAction } from "@/lib/support/actions";
import { type ReplySupportInput, replySupportSchema } from "@/lib/support/schema";
import { AttachmentField } from "./attachment-field";
import type { Attachment } from "./send-attachment";

export function ReplyForm({ id }: { id: string }) {
  const t = useTranslations("support");
  const router = useRouter();
  const [files, setFiles] = useState<Attachment[]>([]);
  const [isSending, setIsSending] = useState(false);
  const empty: ReplySupportInput = { id, body: "", fileIds: [] };
  const form = useActionForm({
    schema: replySupportSchema,
    action: replySupportAction,
    defaultValues: empty,
    successMessage: t("replied"),
    onSuccess: () => {
      form.form.reset(empty);
      setFiles([]);
      router.refresh();
    },
  });
  const fileIds = form.list("fileIds");
  return (
    <ActionForm form={form}>
      <TextArea label={t("replyBody")} rows={6} isRequired {...form.field("body")} />
      <AttachmentField
        files={files}
        onChange={(next) => {
          setFiles(next);
          fileIds.onChange(next.map((file) => file.id));
        }}
        onBusy={setIsSending}
        errorMessage={fileIds.errorMessage}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending} isDisabled={isSending}>
          {t("sendReply")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
