"use client";

import { useTranslations } from "next-intl";
import { Checkbox } from "@/components/ui/checkbox";
import { ErrorText } from "@/components/ui/error-text";
import type { Permission } from "@/lib/auth/permissions";
import { isAdjustable, permissionsByArea } from "@/lib/users/rules";

type Props = {
  value: readonly Permission[];
  /** What the caller holds and so may give. */
  grantable: readonly Permission[];
  isReadOnly: boolean;
  errorMessage?: string | undefined;
  onChange: (names: Permission[]) => void;
};

/** A checkbox for each permission that a role can give, by area. */
export function RolePermissions({ value, grantable, isReadOnly, errorMessage, onChange }: Props) {
  const t = useTranslations("roles");
  const areas = useTranslations("permissions.areas");
  const items = useTranslations("permissions.items");
  const adjustable = permissionsByArea()
    .map(({ area, names }) => ({ area, names: names.filter(isAdjustable) }))
    .filter(({ names }) => names.length > 0);
  return (
    <fieldset className="flex min-w-0 flex-col gap-3">
      <legend className="pb-1 font-medium text-ink text-sm">{t("fields.permissions")}</legend>
      <p className="text-muted text-xs">{t("permissionsHint")}</p>
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        {adjustable.map(({ area, names }) => (
          <div key={area} className="flex flex-col gap-1">
            <span className="font-semibold text-ink text-xs">
              {areas(area as Parameters<typeof areas>[0])}
            </span>
            {names.map((name) => {
              const key = name.replace(":", "_") as "addresses_read";
              const isSelected = value.includes(name);
              return (
                <Checkbox
                  key={name}
                  label={items(`${key}.name`)}
                  description={items(`${key}.description`)}
                  isSelected={isSelected}
                  isDisabled={isReadOnly || (!isSelected && !grantable.includes(name))}
                  onChange={(isChosen) =>
                    onChange(isChosen ? [...value, name] : value.filter((other) => other !== name))
                  }
                />
              );
            })}
          </div>
        ))}
      </div>
      <ErrorText id="role-permissions-error" message={errorMessage} />
    </fieldset>
  );
}
