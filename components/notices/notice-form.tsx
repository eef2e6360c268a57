"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { DateTimeField } from "@/components/ui/date-time-field";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { noticeKinds } from "@/db/values";
import { publishNoticeAction } from "@/lib/notices/actions";
import { publishNoticeSchema } from "@/lib/notices/schema";
import { paths } from "@/lib/paths";

export function NoticeForm() {
  const t = useTranslations("notices");
  const router = useRouter();
  const form = useActionForm({
    schema: publishNoticeSchema,
    action: publishNoticeAction,
    defaultValues: {
      kind: "change",
      titleJa: "",
      titleEn: "",
      bodyJa: "",
      bodyEn: "",
      effectiveAt: "",
    },
    onSuccess: () => router.push(paths.operatorNotices),
    successMessage: t("published"),
  });
  return (
    <ActionForm form={form}>
      <Select
        label={t("kind")}
        options={noticeKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
        {...form.field("kind")}
      />
      <DateTimeField
        label={t("effectiveAt")}
        description={t("effectiveAtHint")}
        {...form.field("effectiveAt")}
      />
      <TextField label={t("titleJa")} isRequired {...form.field("titleJa")} />
      <TextArea label={t("bodyJa")} rows={6} isRequired {...form.field("bodyJa")} />
      <TextField label={t("titleEn")} isRequired {...form.field("titleEn")} />
      <TextArea label={t("bodyEn")} rows={6} isRequired {...form.field("bodyEn")} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("publish")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
