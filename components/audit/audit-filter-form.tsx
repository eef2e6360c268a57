import { useTranslations } from "next-intl";
import { DateField } from "@/components/ui/date-time-field";
import { LinkButton } from "@/components/ui/link-button";
import { SearchForm } from "@/components/ui/search-form";
import { Select } from "@/components/ui/select";
import type { AuditFilter } from "@/lib/audit/queries";
import { paths } from "@/lib/paths";
import { useActionName } from "./use-action-name";

type Props = {
  filter: AuditFilter;
  choices: { actors: { id: string; name: string }[]; actions: string[] };
};

export function AuditFilterForm({ filter, choices }: Props) {
  const t = useTranslations("audit");
  const nameOf = useActionName();
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <SearchForm
      action={paths.audit}
      label={t("searchLabel")}
      placeholder={t("searchLabel")}
      defaultValue={filter.q}
      keep={filter.target ? { target: filter.target } : {}}
    >
      <Select
        label={t("actor")}
        name="actor"
        hideLabel
        defaultValue={filter.actor ?? ""}
        placeholder={t("anyActor")}
        options={choices.actors.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Select
        label={t("action")}
        name="action"
        hideLabel
        defaultValue={filter.action ?? ""}
        placeholder={t("anyAction")}
        options={choices.actions.map((value) => ({ value, label: nameOf(value) }))}
      />
      <DateField label={t("from")} name="from" defaultValue={filter.from ?? ""} />
      <DateField label={t("to")} name="to" defaultValue={filter.to ?? ""} />
      {isFiltered && (
        <LinkButton href={paths.audit} variant="ghost">
          {t("clearFilter")}
        </LinkButton>
      )}
    </SearchForm>
  );
}
