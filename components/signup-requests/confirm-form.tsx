"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { useActionForm } from "@/components/ui/use-action-form";
import { confirmSignupAction } from "@/lib/signup-confirmations/actions";
import { confirmSignupSchema } from "@/lib/signup-confirmations/schema";

export function ConfirmForm({ formId, token }: { formId: string; token: string }) {
  const t = useTranslations("signupRequests");
  const router = useRouter();
  const form = useActionForm({
    schema: confirmSignupSchema,
    action: confirmSignupAction,
    defaultValues: { formId, token },
    onSuccess: () => router.refresh(),
  });
  return (
    <ActionForm form={form}>
      <Button type="submit" variant="primary" isPending={form.isPending}>
        {t("confirm")}
      </Button>
    </ActionForm>
  );
}
