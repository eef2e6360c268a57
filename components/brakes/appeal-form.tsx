"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { appealBrakeAction } from "@/lib/brakes/actions";
import { appealBrakeSchema } from "@/lib/brakes/schema";

export function AppealForm({ id }: { id: string }) {
  const t = useTranslations("brakes");
  const router = useRouter();
  const empty = { id, body: "" };
  const form = useActionForm({
    schema: appealBrakeSchema,
    action: appealBrakeAction,
    defaultValues: empty,
    successMessage: t("appealSent"),
    onSuccess: () => {
      form.form.reset(empty);
      router.refresh();
    },
  });
  return (
    <ActionForm form={form}>
      <TextArea
        label={t("appealBody")}
        description={t("appealHint")}
        rows={6}
        isRequired
        {...form.field("body")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("appealSend")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
