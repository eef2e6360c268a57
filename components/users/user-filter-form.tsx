import { useTranslations } from "next-intl";
import { LinkButton } from "@/components/ui/link-button";
import { SearchForm } from "@/components/ui/search-form";
import { Select } from "@/components/ui/select";
import { roleNames, userStates } from "@/db/values";
import { paths } from "@/lib/paths";
import type { RoleSummary } from "@/lib/roles/queries";
import type { UserFilter } from "@/lib/users/schema";

type Props = { filter: UserFilter; roles: readonly RoleSummary[] };

export function UserFilterForm({ filter, roles: own }: Props) {
  const t = useTranslations("users");
  const roles = useTranslations("permissions.roles");
  const isFiltered = Boolean(filter.q || filter.state || filter.role);
  return (
    <SearchForm
      action={paths.users}
      label={t("searchLabel")}
      placeholder={t("searchLabel")}
      defaultValue={filter.q}
    >
      <Select
        label={t("filterState")}
        name="state"
        hideLabel
        defaultValue={filter.state ?? ""}
        placeholder={t("anyState")}
        options={userStates.map((value) => ({ value, label: t(`states.${value}`) }))}
      />
      <Select
        label={t("filterRole")}
        name="role"
        hideLabel
        defaultValue={filter.role ?? ""}
        placeholder={t("anyRole")}
        options={[
          ...own.map(({ id, name }) => ({ value: id, label: name })),
          ...roleNames.map((value) => ({ value, label: roles(`${value}.name`) })),
        ]}
      />
      {isFiltered && (
        <LinkButton href={paths.users} variant="ghost">
          {t("clearFilter")}
        </LinkButton>
      )}
    </SearchForm>
  );
}
