"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { useActionForm } from "@/components/ui/use-action-form";
import { resubscribeAction } from "@/lib/unsubscribe/actions";
import { resubscribeSchema } from "@/lib/unsubscribe/schema";

export function ResubscribeForm({ token, tenant }: { token: string; tenant: string }) {
  const t = useTranslations("unsubscribe");
  const router = useRouter();
  const form = useActionForm({
    schema: resubscribeSchema,
    action: resubscribeAction,
    defaultValues: { token },
    successMessage: t("resumedDescription", { tenant }),
    onSuccess: () => router.refresh(),
  });
  return (
    <ActionForm form={form}>
      <Button type="submit" isPending={form.isPending}>
        {t("resume")}
      </Button>
    </ActionForm>
  );
}
