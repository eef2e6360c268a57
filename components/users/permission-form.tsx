"use client";

import { useTranslations } from "next-intl";
import { ActionForm, FormActions } from "@/components/ui/action-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { useActionForm } from "@/components/ui/use-action-form";
import { roleNames } from "@/db/values";
import type { Permission } from "@/lib/auth/permissions";
import { changePermissionsAction } from "@/lib/users/actions";
import type { UserDetail } from "@/lib/users/queries";
import { normalizeAssignment } from "@/lib/users/rules";
import { changePermissionsSchema } from "@/lib/users/schema";
import { type Exception, PermissionMatrix } from "./permission-matrix";
import { RoleSelect } from "./role-select";

type Props = {
  user: Pick<UserDetail, "id" | "role" | "granted" | "denied">;
  ownPermissions: Permission[];
  isOwnMaster: boolean;
  /** Why nothing may be changed here, if so. */
  readOnlyHint: string | null;
};

/** The role, the exceptions from it, and what comes out of both. */
export function PermissionForm({ user, ownPermissions, isOwnMaster, readOnlyHint }: Props) {
  const t = useTranslations("users.permissions");
  const {
    granted: grantedAtFirst,
    denied: deniedAtFirst,
    role: roleAtFirst,
  } = normalizeAssignment(user);
  const form = useActionForm({
    schema: changePermissionsSchema,
    action: changePermissionsAction,
    defaultValues: {
      userId: user.id,
      role: roleAtFirst,
      granted: grantedAtFirst as Permission[],
      denied: deniedAtFirst as Permission[],
    },
    successMessage: t("saved"),
  });
  const [role, granted, denied] = [form.field("role"), form.list("granted"), form.list("denied")];
  const assignment = {
    role: roleNames.find((name) => name === role.value) ?? user.role,
    granted: granted.value,
    denied: denied.value,
  };
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
        <RoleSelect
          isMaster={isOwnMaster || user.role === "master"}
          isDisabled={isReadOnly}
          {...role}
        />
      </div>
      {assignment.role === "master" && <p className="text-muted">{t("masterHint")}</p>}
      <PermissionMatrix
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
