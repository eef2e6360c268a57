"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { noticeStatuses } from "@/db/values";
import { type NoticeStatus, noticeUpdateSchema } from "@/lib/notices/schema";
import { addNoticeUpdateAction } from "@/lib/publishing/actions";

type Fields = { noticeId: string; status: NoticeStatus | ""; bodyJa: string; bodyEn: string };

/** News that follow a notice, to the same people by the same channels. */
export function UpdateForm({ noticeId }: { noticeId: string }) {
  const t = useTranslations("operator-notices");
  const n = useTranslations("notices");
  const empty: Fields = { noticeId, status: "", bodyJa: "", bodyEn: "" };
  const form = useActionForm({
    schema: noticeUpdateSchema,
    action: addNoticeUpdateAction,
    defaultValues: empty,
    successMessage: t("updatePublished"),
    onSuccess: () => form.form.reset(empty),
  });
  return (
    <ActionForm form={form}>
      <Select
        label={t("status")}
        placeholder={t("statusUnchanged")}
        options={noticeStatuses.map((value) => ({ value, label: n(`statuses.${value}`) }))}
        {...form.field("status")}
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <TextArea label={n("bodyJa")} rows={5} isRequired {...form.field("bodyJa")} />
        <TextArea label={n("bodyEn")} rows={5} isRequired {...form.field("bodyEn")} />
      </div>
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("addUpdate")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
