"use client";

import { useTranslations } from "next-intl";
import { TagPicker } from "@/components/tags/tag-picker";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { useActionForm } from "@/components/ui/use-action-form";
import { roleNames } from "@/db/values";
import type { Permission } from "@/lib/auth/permissions";
import type { RoleSummary } from "@/lib/roles/queries";
import type { TagSummary } from "@/lib/tags/queries";
import { changePermissionsAction } from "@/lib/users/actions";
import type { UserDetail } from "@/lib/users/queries";
import { normalizeAssignment } from "@/lib/users/rules";
import { changePermissionsSchema } from "@/lib/users/schema";
import { type Exception, PermissionMatrix } from "./permission-matrix";
import { RoleSelect } from "./role-select";

type Props = {
  user: Pick<UserDetail, "id" | "role" | "roleId" | "granted" | "denied" | "tagIds">;
  /** The customer's own roles. */
  roles: RoleSummary[];
  tags: TagSummary[];
  ownPermissions: Permission[];
  /** Why nothing may be changed here, if so. */
  readOnlyHint: string | null;
};

/** The role, the exceptions from it, and what comes out of both. */
export function PermissionForm(props: Props) {
  const { user, roles, tags, ownPermissions, readOnlyHint } = props;
  const t = useTranslations("users.permissions");
  const roleLabels = useTranslations("permissions.roles");
  const { granted: grantedAtFirst, denied: deniedAtFirst } = normalizeAssignment(user);
  const form = useActionForm({
    schema: changePermissionsSchema,
    action: changePermissionsAction,
    defaultValues: {
      userId: user.id,
      role: user.roleId ?? user.role,
      tagIds: user.tagIds ?? [],
      granted: grantedAtFirst as Permission[],
      denied: deniedAtFirst as Permission[],
    },
    successMessage: t("saved"),
  });
  const [role, granted, denied] = [form.field("role"), form.list("granted"), form.list("denied")];
  const tagIds = form.list("tagIds");
  const own = roles.find(({ id }) => id === role.value);
  const builtIn = roleNames.find((name) => name === role.value) ?? "viewer";
  const assignment = {
    role: builtIn,
    rolePermissions: own?.permissions ?? null,
    isLimited: tagIds.value.length > 0 || Boolean(own?.tagIds),
    granted: granted.value,
    denied: denied.value,
  };
  const roleLabel = own?.name ?? roleLabels(`${builtIn}.name`);
  const isReadOnly = readOnlyHint !== null;

  function change(name: Permission, exception: Exception) {
    const without = (list: string[]) => list.filter((other) => other !== name);
    granted.onChange(
      exception === "grant" ? [...without(granted.value), name] : without(granted.value),
    );
    denied.onChange(
      exception === "deny" ? [...without(denied.value), name] : without(denied.value),
    );
  }

  return (
    <ActionForm form={form}>
      {readOnlyHint && <Alert tone="info">{readOnlyHint}</Alert>}
      <div className="max-w-sm">
        <RoleSelect roles={roles} isDisabled={isReadOnly} {...role} />
      </div>
      {assignment.role === "master" && <p className="text-muted">{t("masterHint")}</p>}
      {assignment.role !== "master" && (tags.length > 0 || tagIds.value.length > 0) && (
        <TagLimit tags={tags} field={tagIds} isReadOnly={isReadOnly} />
      )}
      {own?.tagIds && tagIds.value.length === 0 && (
        <p className="text-muted">{t("scopeFromRole", { role: own.name })}</p>
      )}
      <PermissionMatrix
        roleLabel={roleLabel}
        assignment={assignment}
        grantable={ownPermissions}
        isReadOnly={isReadOnly || assignment.role === "master"}
        onChange={change}
      />
      {!isReadOnly && (
        <FormActions>
          <Button type="submit" variant="primary" isPending={form.isPending}>
            {t("save")}
          </Button>
        </FormActions>
      )}
    </ActionForm>
  );
}

type LimitProps = {
  tags: TagSummary[];
  isReadOnly: boolean;
  field: { name: string; value: string[]; onChange: (ids: string[]) => void };
};

function TagLimit({ tags, field, isReadOnly }: LimitProps) {
  const t = useTranslations("users.permissions");
  if (isReadOnly) {
    const names = tags.filter(({ id }) => field.value.includes(id)).map(({ name }) => name);
    return names.length > 0 ? (
      <p className="text-muted">{`${t("scope")}: ${names.join(", ")}`}</p>
    ) : null;
  }
  return (
    <div className="flex max-w-xl flex-col gap-1">
      <TagPicker tags={tags} canCreate={false} label={t("scope")} {...field} />
      <p className="text-muted text-xs">{t("scopeHint")}</p>
    </div>
  );
}
