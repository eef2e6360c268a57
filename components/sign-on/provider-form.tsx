"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { signOnPresets } from "@/db/values";
import { saveProviderAction } from "@/lib/sign-on/actions";
import type { ProviderSummary } from "@/lib/sign-on/queries";
import { issuerExamples } from "@/lib/sign-on/rules";
import { saveProviderSchema } from "@/lib/sign-on/schema";

export function ProviderForm({ provider }: { provider: ProviderSummary | null }) {
  const t = useTranslations("signOn");
  const form = useActionForm({
    schema: saveProviderSchema,
    action: saveProviderAction,
    defaultValues: {
      preset: provider?.preset ?? "entra",
      issuer: provider?.issuer ?? "",
      clientId: provider?.clientId ?? "",
      clientSecret: "",
    },
    successMessage: t("saved"),
    onSuccess: () => form.form.setValue("clientSecret", ""),
  });
  const preset = form.form.watch("preset") ?? "other";
  return (
    <ActionForm form={form}>
      <Select
        label={t("preset")}
        description={t(`help.${preset}`)}
        options={signOnPresets.map((value) => ({ value, label: t(`presets.${value}`) }))}
        {...form.field("preset")}
      />
      <TextField
        label={t("issuer")}
        type="url"
        description={t("issuerHint", { example: issuerExamples[preset] })}
        isRequired
        spellCheck={false}
        {...form.field("issuer")}
      />
      <TextField
        label={t("clientId")}
        isRequired
        autoComplete="off"
        spellCheck={false}
        {...form.field("clientId")}
      />
      <TextField
        label={t("clientSecret")}
        type="password"
        autoComplete="off"
        isRequired={!provider}
        description={provider ? t("clientSecretKept") : t("clientSecretHint")}
        {...form.field("clientSecret")}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("save")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}
