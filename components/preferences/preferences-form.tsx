"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldSet } from "@/components/ui/field-set";
import { useActionForm } from "@/components/ui/use-action-form";
import { savePreferencesAction } from "@/lib/preferences/actions";
import type { Preference } from "@/lib/preferences/queries";
import { savePreferencesSchema } from "@/lib/preferences/schema";

type Props = { token: string; preferences: Preference[] };

export function PreferencesForm({ token, preferences }: Props) {
  const t = useTranslations("preferences");
  const router = useRouter();
  const idsWhere = (isChosen: boolean) =>
    preferences.filter((one) => one.isChosen === isChosen).map(({ id }) => id);
  const form = useActionForm({
    schema: savePreferencesSchema,
    action: savePreferencesAction,
    defaultValues: { token, chosenIds: idsWhere(true), declinedIds: idsWhere(false) },
    successMessage: t("saved"),
    onSuccess: () => router.refresh(),
  });
  const chosen = form.list("chosenIds");
  const declined = form.list("declinedIds");

  function choose(id: string, isChosen: boolean) {
    const rest = (ids: string[]) => ids.filter((other) => other !== id);
    chosen.onChange(isChosen ? [...rest(chosen.value), id] : rest(chosen.value));
    declined.onChange(isChosen ? rest(declined.value) : [...rest(declined.value), id]);
  }

  return (
    <ActionForm form={form}>
      <FieldSet field={{ label: t("choices"), errorMessage: chosen.errorMessage }}>
        <div className="flex flex-col gap-2 pt-1">
          {preferences.map(({ id, name, description }) => (
            <Checkbox
              key={id}
              label={<span className="wrap-anywhere">{name}</span>}
              description={description || undefined}
              isSelected={chosen.value.includes(id)}
              onChange={(isChosen) => choose(id, isChosen)}
            />
          ))}
        </div>
      </FieldSet>
      <Button type="submit" variant="primary" isPending={form.isPending}>
        {t("save")}
      </Button>
    </ActionForm>
  );
}
