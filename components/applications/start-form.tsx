"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { TextLink } from "@/components/ui/text-link";
import { useActionForm } from "@/components/ui/use-action-form";
import { startApplicationAction } from "@/lib/applications/actions";
import { startApplicationSchema } from "@/lib/applications/schema";
import { paths } from "@/lib/paths";
import type { PlanId } from "@/lib/plans/rules";

type StartFormProps = {
  countries: { value: string; label: string }[];
  planId: PlanId | null;
};

export function StartForm({ countries, planId }: StartFormProps) {
  const t = useTranslations("applications.start");
  const router = useRouter();
  const form = useActionForm({
    schema: startApplicationSchema,
    action: startApplicationAction,
    defaultValues: { email: "", country: "JP", planId },
    onSuccess: ({ url }) => router.push(url),
  });
  return (
    <ActionForm form={form}>
      <TextField
        {...form.field("email")}
        label={t("email")}
        description={t("emailHint")}
        type="email"
        autoComplete="email"
        inputMode="email"
        isRequired
      />
      <Select {...form.field("country")} label={t("country")} options={countries} isRequired />
      <p className="text-muted text-xs">
        {t.rich("consent", {
          privacy: (text) => <TextLink href={paths.privacy}>{text}</TextLink>,
        })}
      </p>
      <Button type="submit" variant="primary" isPending={form.isPending}>
        {t("submit")}
      </Button>
    </ActionForm>
  );
}
