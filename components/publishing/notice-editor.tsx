"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { DateTimeField } from "@/components/ui/date-time-field";
import { MultiSelect } from "@/components/ui/multi-select";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { noticeAudiences, noticeKinds } from "@/db/values";
import { createNoticeSchema, type NoticeKind } from "@/lib/notices/schema";
import { paths } from "@/lib/paths";
import { createNoticeAction, updateNoticeAction } from "@/lib/publishing/actions";

export type NoticeFields = {
  kind: NoticeKind;
  titleJa: string;
  titleEn: string;
  bodyJa: string;
  bodyEn: string;
  effectiveAt: string;
  audience: (typeof noticeAudiences)[number];
  planIds: string[];
  tenantIds: string[];
  mustAcknowledge: boolean;
  newRegion: string;
  incidentId: string;
};

type NoticeEditorProps = {
  id?: string;
  fields: NoticeFields;
  plans: { id: string; label: string }[];
  tenants: { id: string; label: string }[];
};

/** A notice in both languages side by side; saving keeps a draft that no customer sees. */
export function NoticeEditor({ id, fields, plans, tenants }: NoticeEditorProps) {
  const t = useTranslations("operator-notices");
  const n = useTranslations("notices");
  const router = useRouter();
  const form = useActionForm({
    schema: createNoticeSchema,
    action: (input: NoticeFields) =>
      id ? updateNoticeAction({ id, ...input }) : createNoticeAction(input),
    defaultValues: fields,
    onSuccess: (saved) => router.push(paths.operatorNotice(saved.id)),
    successMessage: t("saved"),
  });
  const [audience, kind] = form.form.watch(["audience", "kind"]);
  return (
    <ActionForm form={form}>
      <div className="grid gap-4 md:grid-cols-2">
        <Select
          label={n("kind")}
          options={noticeKinds.map((value) => ({ value, label: n(`kinds.${value}`) }))}
          {...form.field("kind")}
        />
        <DateTimeField
          label={n("effectiveAt")}
          description={t("effectiveAtHint")}
          {...form.field("effectiveAt")}
        />
        <Select
          label={t("audience")}
          options={noticeAudiences.map((value) => ({ value, label: t(`audiences.${value}`) }))}
          {...form.field("audience")}
        />
        {audience === "plans" && (
          <MultiSelect label={t("plans")} options={plans} isRequired {...form.list("planIds")} />
        )}
        {audience === "tenants" && (
          <MultiSelect
            label={t("tenants")}
            options={tenants}
            isRequired
            {...form.list("tenantIds")}
          />
        )}
        {kind === "change" && audience === "all" && (
          <TextField
            label={t("newRegion")}
            description={t("newRegionHint")}
            {...form.field("newRegion")}
          />
        )}
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="flex flex-col gap-4">
          <TextField label={n("titleJa")} isRequired {...form.field("titleJa")} />
          <TextArea
            label={n("bodyJa")}
            description={t("markdownHint")}
            rows={12}
            isRequired
            {...form.field("bodyJa")}
          />
        </div>
        <div className="flex flex-col gap-4">
          <TextField label={n("titleEn")} isRequired {...form.field("titleEn")} />
          <TextArea
            label={n("bodyEn")}
            description={t("markdownHint")}
            rows={12}
            isRequired
            {...form.field("bodyEn")}
          />
        </div>
      </div>
      <Checkbox
        label={t("mustAcknowledge")}
        description={t("mustAcknowledgeHint")}
        {...form.checkbox("mustAcknowledge")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
