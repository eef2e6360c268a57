"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextArea } from "@/components/ui/text-area";
import { useActionForm } from "@/components/ui/use-action-form";
import { unsubscribeCauses } from "@/db/values";
import { unsubscribeAction } from "@/lib/unsubscribe/actions";
import { unsubscribeSchema } from "@/lib/unsubscribe/schema";

type Props = { token: string; tenant: string; variant?: "primary" | "secondary" };

/** Stops all mail; why is for the recipient to say or not. */
export function UnsubscribeForm({ token, tenant, variant = "primary" }: Props) {
  const t = useTranslations("unsubscribe");
  const router = useRouter();
  const form = useActionForm({
    schema: unsubscribeSchema,
    action: unsubscribeAction,
    defaultValues: { token, cause: "", comment: "" },
    onSuccess: () => router.refresh(),
  });
  const causes = unsubscribeCauses.map((value) => ({ value, label: t(`causes.${value}`) }));
  return (
    <ActionForm form={form}>
      <Select
        label={t("causeLabel")}
        placeholder={t("causeNone")}
        options={causes}
        {...form.field("cause")}
      />
      <TextArea
        label={t("comment")}
        description={t("commentHint", { tenant })}
        rows={2}
        {...form.field("comment")}
      />
      <Button type="submit" variant={variant} isPending={form.isPending}>
        {t("confirm")}
      </Button>
    </ActionForm>
  );
}
