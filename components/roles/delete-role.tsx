"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { ActionForm } from "@/components/ui/action-form";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose } from "@/components/ui/dialog";
import { useActionForm } from "@/components/ui/use-action-form";
import { RoleSelect } from "@/components/users/role-select";
import { paths } from "@/lib/paths";
import { deleteRoleAction } from "@/lib/roles/actions";
import type { RoleSummary, RoleWithCount } from "@/lib/roles/queries";
import { deleteRoleSchema } from "@/lib/roles/schema";

type Props = { role: RoleWithCount; others: RoleSummary[] };

export function DeleteRole(props: Props) {
  const t = useTranslations("roles");
  return (
    <Dialog
      trigger={<Button variant="danger">{t("delete")}</Button>}
      title={t("deleteTitle", { name: props.role.name })}
    >
      <DeleteForm {...props} />
    </Dialog>
  );
}

function DeleteForm({ role, others }: Props) {
  const t = useTranslations("roles");
  const ui = useTranslations("ui");
  const router = useRouter();
  const form = useActionForm({
    schema: deleteRoleSchema,
    action: deleteRoleAction,
    defaultValues: { id: role.id, moveTo: role.userCount > 0 ? "viewer" : "" },
    successMessage: t("deleted"),
    onSuccess: () => router.push(paths.roles),
  });
  return (
    <ActionForm
      form={form}
      footer={
        <>
          <DialogClose>{ui("cancel")}</DialogClose>
          <Button type="submit" variant="danger" isPending={form.isPending}>
            {t("delete")}
          </Button>
        </>
      }
    >
      <p>{t("deleteBody", { count: role.userCount })}</p>
      {role.userCount > 0 && <RoleSelect roles={others} {...form.field("moveTo")} />}
    </ActionForm>
  );
}
