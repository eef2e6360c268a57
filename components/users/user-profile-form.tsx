"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import type { Attribute } from "@/lib/attributes/queries";
import { updateUserAction } from "@/lib/users/actions";
import type { UserDetail } from "@/lib/users/queries";
import { updateUserSchema } from "@/lib/users/schema";
import { AttributeFields, attributeTexts } from "./attribute-fields";

type Props = {
  user: Pick<UserDetail, "id" | "name" | "email" | "attributes">;
  attributes: Attribute[];
  isReadOnly: boolean;
};

export function UserProfileForm({ user, attributes, isReadOnly }: Props) {
  const t = useTranslations("users");
  const ui = useTranslations("ui");
  const form = useActionForm({
    schema: updateUserSchema,
    action: updateUserAction,
    defaultValues: {
      userId: user.id,
      name: user.name,
      attributes: attributeTexts(attributes, user.attributes),
    },
    successMessage: t("saved"),
  });
  return (
    <ActionForm form={form}>
      <TextField label={t("fields.email")} value={user.email} isReadOnly />
      <TextField
        label={t("fields.name")}
        autoComplete="off"
        isRequired
        isReadOnly={isReadOnly}
        {...form.field("name")}
      />
      <AttributeFields attributes={attributes} field={form.field} isReadOnly={isReadOnly} />
      {attributes.length === 0 && <p className="text-muted text-xs">{t("noAttributes")}</p>}
      {!isReadOnly && (
        <FormActions>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {ui("save")}
          </Button>
        </FormActions>
      )}
    </ActionForm>
  );
}
