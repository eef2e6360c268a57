"use client";

import { useTranslations } from "next-intl";
import { goTo } from "@/components/sign-in/go-to";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { useActionForm } from "@/components/ui/use-action-form";
import { startTestAction } from "@/lib/signing-on/actions";
import { startTestSchema } from "@/lib/signing-on/schema";

export function TestButton() {
  const t = useTranslations("signOn");
  const form = useActionForm({
    schema: startTestSchema,
    action: startTestAction,
    defaultValues: {},
    onSuccess: ({ href }) => goTo(href),
  });
  return (
    <ActionForm form={form}>
      <div>
        <Button type="submit" isPending={form.isPending}>
          {t("test")}
        </Button>
      </div>
    </ActionForm>
  );
}
