"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { createDeliveryAction } from "@/lib/deliveries/actions";
import { createDeliverySchema } from "@/lib/deliveries/schema";
import { paths } from "@/lib/paths";

/** Names a draft and goes on to its editor. */
export function NewDeliveryForm() {
  const t = useTranslations("deliveries");
  const ui = useTranslations("ui");
  const router = useRouter();
  const form = useActionForm({
    schema: createDeliverySchema,
    action: createDeliveryAction,
    defaultValues: { name: "" },
    onSuccess: ({ id }) => router.push(paths.deliveryEdit(id)),
  });
  return (
    <ActionForm
      form={form}
      footer={
        <>
          <LinkButton href={paths.deliveries}>{ui("cancel")}</LinkButton>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {t("new.submit")}
          </Button>
        </>
      }
    >
      <TextField
        label={t("name")}
        description={t("nameHint")}
        isRequired
        autoFocus
        autoComplete="off"
        placeholder={t("namePlaceholder")}
        {...form.field("name")}
      />
    </ActionForm>
  );
}
