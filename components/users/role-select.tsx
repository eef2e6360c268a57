"use client";

import { useTranslations } from "next-intl";
import { Select, type SelectProps } from "@/components/ui/select";
import { roleNames } from "@/db/values";
import type { RoleSummary } from "@/lib/roles/queries";

type Props = Omit<SelectProps, "options" | "label"> & {
  /** The customer's own roles. */
  roles: readonly RoleSummary[];
};

/** The roles that may be given: mastership is offered and accepted, and shown only where it is held. */
export function RoleSelect({ roles: own, ...props }: Props) {
  const t = useTranslations("users.fields");
  const roles = useTranslations("permissions.roles");
  const offered = roleNames.filter((role) => role !== "master" || props.value === "master");
  const chosen = roleNames.find((role) => role === props.value);
  const chosenOwn = own.find(({ id }) => id === props.value);
  return (
    <Select
      {...props}
      label={t("role")}
      description={chosen ? roles(`${chosen}.description`) : chosenOwn?.description}
      options={[
        ...own.map(({ id, name }) => ({ value: id, label: name })),
        ...offered.map((value) => ({ value, label: roles(`${value}.name`) })),
      ]}
    />
  );
}
