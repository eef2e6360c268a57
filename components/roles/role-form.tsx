"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { TagPicker } from "@/components/tags/tag-picker";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import type { ActionResult } from "@/components/ui/action-result";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";
import { TextField } from "@/components/ui/text-field";
import { useActionForm } from "@/components/ui/use-action-form";
import { isPermission, type Permission } from "@/lib/auth/permissions";
import { paths } from "@/lib/paths";
import { createRoleAction, updateRoleAction } from "@/lib/roles/actions";
import { type CreateRoleInput, createRoleSchema } from "@/lib/roles/schema";
import type { TagSummary } from "@/lib/tags/queries";
import { RolePermissions } from "./role-permissions";

type Props = {
  /** The role to change; none: a new one. */
  id?: string;
  values: CreateRoleInput;
  tags: TagSummary[];
  ownPermissions: Permission[];
  isReadOnly?: boolean;
};

export function RoleForm({ id, values, tags, ownPermissions, isReadOnly = false }: Props) {
  const t = useTranslations("roles");
  const ui = useTranslations("ui");
  const router = useRouter();
  const form = useActionForm({
    schema: createRoleSchema,
    action: async (input: CreateRoleInput): Promise<ActionResult<unknown>> =>
      id ? updateRoleAction({ id, ...input }) : createRoleAction(input),
    defaultValues: values,
    successMessage: id ? t("saved") : t("created"),
    onSuccess: () => router.push(paths.roles),
  });
  const { value, onChange, errorMessage } = form.list("permissions");
  return (
    <ActionForm form={form}>
      <TextField
        label={t("fields.name")}
        isRequired
        isReadOnly={isReadOnly}
        autoComplete="off"
        {...form.field("name")}
      />
      <TextField
        label={t("fields.description")}
        isReadOnly={isReadOnly}
        autoComplete="off"
        {...form.field("description")}
      />
      <RolePermissions
        value={value.filter(isPermission)}
        grantable={ownPermissions}
        isReadOnly={isReadOnly}
        errorMessage={errorMessage}
        onChange={onChange}
      />
      <div className="flex flex-col gap-1">
        <TagPicker
          tags={tags}
          canCreate={false}
          label={t("fields.scope")}
          {...form.list("tagIds")}
        />
        <p className="text-muted text-xs">{t("scopeHint")}</p>
      </div>
      {!isReadOnly && (
        <FormActions>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {id ? t("save") : t("create")}
          </Button>
          <LinkButton href={paths.roles} variant="ghost">
            {ui("cancel")}
          </LinkButton>
        </FormActions>
      )}
    </ActionForm>
  );
}
