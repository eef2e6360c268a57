"use client";

import { UserPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Dialog, DialogActions, DialogClose, useDialogClose } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import type { Attribute } from "@/lib/attributes/queries";
import { inviteUserAction } from "@/lib/invitations/actions";
import { inviteUserSchema } from "@/lib/invitations/schema";
import type { RoleSummary } from "@/lib/roles/queries";
import { AttributeFields, attributeTexts } from "./attribute-fields";
import { RoleSelect } from "./role-select";

type Props = { attributes: Attribute[]; roles: RoleSummary[] };

export function InviteUser(props: Props) {
  const t = useTranslations("users");
  return (
    <Dialog
      trigger={
        <Button variant="primary" icon={<UserPlus />}>
          {t("invite")}
        </Button>
      }
      title={t("invite")}
      description={t("inviteDescription")}
    >
      <InviteForm {...props} />
    </Dialog>
  );
}

function InviteForm({ attributes, roles }: Props) {
  const t = useTranslations("users");
  const ui = useTranslations("ui");
  const close = useDialogClose();
  const form = useActionForm({
    schema: inviteUserSchema,
    action: inviteUserAction,
    defaultValues: {
      email: "",
      name: "",
      role: "viewer",
      attributes: attributeTexts(attributes, {}),
    },
    successMessage: t("invited"),
    onSuccess: close,
  });
  return (
    <ActionForm form={form}>
      <TextField
        label={t("fields.email")}
        type="email"
        inputMode="email"
        autoComplete="off"
        isRequired
        {...form.field("email")}
      />
      <TextField label={t("fields.name")} autoComplete="off" isRequired {...form.field("name")} />
      <RoleSelect roles={roles} isRequired {...form.field("role")} />
      <AttributeFields attributes={attributes} field={form.field} />
      <p className="text-muted text-xs">{t("roleHint")}</p>
      <DialogActions>
        <DialogClose>{ui("cancel")}</DialogClose>
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {t("sendInvitation")}
        </Button>
      </DialogActions>
    </ActionForm>
  );
}
