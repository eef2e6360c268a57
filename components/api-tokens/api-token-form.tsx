"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyText } from "@/components/ui/copy-text";
import { FieldSet } from "@/components/ui/field-set";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { apiScopes } from "@/db/values";
import { createApiTokenAction } from "@/lib/api-tokens/actions";
import { createApiTokenSchema, tokenDays } from "@/lib/api-tokens/schema";

/** Makes a token, which is shown once. */
export function ApiTokenForm() {
  const t = useTranslations("api");
  const [made, setMade] = useState<string | null>(null);
  const form = useActionForm({
    schema: createApiTokenSchema,
    action: createApiTokenAction,
    defaultValues: { name: "", days: "90", scopes: ["addresses:write"] },
    onSuccess: ({ token }) => {
      setMade(token);
      form.form.reset();
    },
  });
  return (
    <ActionForm form={form}>
      {made && (
        <Alert tone="success" title={t("created")}>
          <CopyText label={t("newToken")} text={made} />
        </Alert>
      )}
      <TextField
        label={t("name")}
        description={t("nameHint")}
        autoComplete="off"
        isRequired
        {...form.field("name")}
      />
      <Select
        label={t("days")}
        options={tokenDays.map((value) => ({
          value,
          label: t("daysOption", { days: Number(value) }),
        }))}
        {...form.field("days")}
      />
      <ScopeChoice {...form.list("scopes")} />
      <FormActions>
        <Button type="submit" isPending={form.isPending}>
          {t("create")}
        </Button>
      </FormActions>
    </ActionForm>
  );
}

type ScopeChoiceProps = {
  value: string[];
  onChange: (scopes: string[]) => void;
  errorMessage?: string | undefined;
};

function ScopeChoice({ value, onChange, errorMessage }: ScopeChoiceProps) {
  const t = useTranslations("api");
  return (
    <FieldSet field={{ label: t("scopes"), errorMessage, isRequired: true }}>
      {apiScopes.map((scope) => {
        const key = scope.replace(":", "_") as "addresses_write";
        return (
          <Checkbox
            key={scope}
            label={t(`scope.${key}`)}
            description={t(`scopeHint.${key}`)}
            isSelected={value.includes(scope)}
            onChange={(isChosen) =>
              onChange(isChosen ? [...value, scope] : value.filter((other) => other !== scope))
            }
          />
        );
      })}
    </FieldSet>
  );
}
