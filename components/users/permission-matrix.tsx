"use client";

import { Check, Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Select } from "@/components/ui/select";
import { explainPermission, type Permission, rolePermissions } from "@/lib/auth/permissions";
import { type Assignment, isAdjustable, permissionsByArea } from "@/lib/users/rules";

export type Exception = "inherit" | "grant" | "deny";

type Props = {
  assignment: Assignment;
  roleLabel: string;
  /** What the caller holds and so may give. */
  grantable: readonly Permission[];
  isReadOnly: boolean;
  onChange: (name: Permission, exception: Exception) => void;
};

const cell = "border-line border-t px-3 py-2 align-middle max-sm:block max-sm:border-0 max-sm:py-1";
const head = "px-3 py-2 text-left font-medium text-muted text-xs";

/** Permissions by area: what the role gives, the user's exception, the result. */
export function PermissionMatrix(props: Props) {
  const t = useTranslations("users.permissions");
  const areas = useTranslations("permissions.areas");
  return (
    <table className="w-full border-separate border-spacing-0 rounded-lg border border-line">
      <caption className="sr-only">{t("caption")}</caption>
      <thead className="max-sm:sr-only">
        <tr>
          <th scope="col" className={head}>
            {t("permission")}
          </th>
          <th scope="col" className={head}>
            {t("fromRole")}
          </th>
          <th scope="col" className={head}>
            {t("exception")}
          </th>
          <th scope="col" className={head}>
            {t("result")}
          </th>
        </tr>
      </thead>
      {permissionsByArea().map(({ area, names }) => (
        <tbody key={area}>
          <tr className="max-sm:block">
            <th
              scope="rowgroup"
              colSpan={4}
              className="border-line border-t bg-subtle px-3 py-1.5 text-left font-semibold text-ink text-xs max-sm:block"
            >
              {areas(area as Parameters<typeof areas>[0])}
            </th>
          </tr>
          {names.map((name) => (
            <PermissionRow key={name} name={name} {...props} />
          ))}
        </tbody>
      ))}
    </table>
  );
}

function PermissionRow({ name, ...props }: Props & { name: Permission }) {
  const t = useTranslations("users.permissions");
  const items = useTranslations("permissions.items");
  const key = name.replace(":", "_") as "addresses_read";
  const label = items(`${key}.name`);
  const { assignment, roleLabel } = props;
  const { isAllowed, reason } = explainPermission(assignment, name);
  const included: readonly string[] =
    assignment.rolePermissions ?? rolePermissions[assignment.role];
  const isIncluded = included.includes(name) || reason === "everyone";
  return (
    <tr className="max-sm:block max-sm:border-line max-sm:border-t max-sm:py-2">
      <th scope="row" className={`${cell} text-left font-normal`}>
        <span className="font-medium text-ink">{label}</span>
        <span className="block text-muted text-xs">{items(`${key}.description`)}</span>
      </th>
      <td className={`${cell} whitespace-nowrap text-muted text-xs`}>
        <span className="inline-flex items-center gap-1">
          {isIncluded ? <Check size={14} aria-hidden /> : <Minus size={14} aria-hidden />}
          {t(isIncluded ? "included" : "notIncluded")}
        </span>
      </td>
      <td className={`${cell} sm:w-44`}>
        <ExceptionSelect {...props} name={name} label={t("exceptionFor", { permission: label })} />
      </td>
      <td className={cell}>
        <Badge tone={isAllowed ? "success" : "neutral"}>
          {t(isAllowed ? "allowed" : "refused")}
        </Badge>
        <span className="block text-muted text-xs">
          {t(`reasons.${reason}`, { role: roleLabel })}
        </span>
      </td>
    </tr>
  );
}

type ExceptionSelectProps = Props & { name: Permission; label: string };

function ExceptionSelect({
  name,
  label,
  assignment,
  grantable,
  isReadOnly,
  onChange,
}: ExceptionSelectProps) {
  const t = useTranslations("users.permissions");
  if (!isAdjustable(name)) return <span className="text-muted text-xs">{t("fixed")}</span>;
  const value = assignment.denied.includes(name)
    ? "deny"
    : assignment.granted.includes(name)
      ? "grant"
      : "inherit";
  const isGrantable = grantable.includes(name) || value === "grant";
  return (
    <Select
      label={label}
      hideLabel
      isDisabled={isReadOnly}
      value={value}
      onChange={(chosen) =>
        onChange(name, chosen === "grant" || chosen === "deny" ? chosen : "inherit")
      }
      options={[
        { value: "inherit", label: t("inherit") },
        { value: "grant", label: t("grant"), isDisabled: !isGrantable },
        { value: "deny", label: t("deny") },
      ]}
    />
  );
}
