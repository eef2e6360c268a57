"use client";

import { useTranslations } from "next-intl";
import { Select, type SelectProps } from "@/components/ui/select";
import { roleNames } from "@/db/values";

type Props = Omit<SelectProps, "options" | "label"> & { isMaster: boolean };

/** The roles that the caller may give: only a master makes a master. */
export function RoleSelect({ isMaster, ...props }: Props) {
  const t = useTranslations("users.fields");
  const roles = useTranslations("permissions.roles");
  const offered = roleNames.filter((role) => isMaster || role !== "master");
  const chosen = roleNames.find((role) => role === props.value);
  return (
    <Select
      {...props}
      label={t("role")}
      description={chosen && roles(`${chosen}.description`)}
      options={offered.map((value) => ({ value, label: roles(`${value}.name`) }))}
    />
  );
}
