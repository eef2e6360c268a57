import { useTranslations } from "next-intl";
import { LinkButton } from "@/components/ui/link-button";
import { SearchForm } from "@/components/ui/search-form";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import {
  type AddressFilter,
  addressStates,
  consentStates,
  searchMatches,
} from "@/lib/addresses/schema";
import type { Attribute } from "@/lib/attributes/queries";
import { paths } from "@/lib/paths";
import type { TagSummary } from "@/lib/tags/queries";

type AddressFiltersProps = { filter: AddressFilter; tags: TagSummary[]; attributes: Attribute[] };

export function AddressFilters({ filter, tags, attributes }: AddressFiltersProps) {
  const t = useTranslations("addresses");
  const isFiltered = Object.values(filter).some(Boolean);
  return (
    <div key={JSON.stringify(filter)} className="mb-3 flex flex-wrap items-end gap-2">
      <SearchForm
        action={paths.addresses}
        label={t("search")}
        placeholder={t("searchPlaceholder")}
        defaultValue={filter.q ?? ""}
      >
        <Select
          label={t("searchMatch")}
          name="match"
          hideLabel
          placeholder={t("anywhere")}
          defaultValue={filter.match ?? ""}
          options={searchMatches.map((value) => ({ value, label: t(`matches.${value}`) }))}
        />
        <Select
          label={t("filterTag")}
          name="tag"
          hideLabel
          placeholder={t("anyTag")}
          defaultValue={filter.tag ?? ""}
          options={tags.map((tag) => ({ value: tag.id, label: tag.name }))}
          className="max-w-56"
        />
        <Select
          label={t("filterState")}
          name="state"
          hideLabel
          placeholder={t("anyState")}
          defaultValue={filter.state ?? ""}
          options={addressStates.map((value) => ({ value, label: t(`states.${value}`) }))}
        />
        <Select
          label={t("filterConsent")}
          name="consent"
          hideLabel
          placeholder={t("anyConsent")}
          defaultValue={filter.consent ?? ""}
          options={consentStates.map((value) => ({ value, label: t(`consents.${value}`) }))}
        />
        {attributes.length > 0 && <AttributeFilter filter={filter} attributes={attributes} />}
      </SearchForm>
      {isFiltered && (
        <LinkButton href={paths.addresses} variant="ghost">
          {t("clearFilters")}
        </LinkButton>
      )}
    </div>
  );
}

function AttributeFilter({ filter, attributes }: Omit<AddressFiltersProps, "tags">) {
  const t = useTranslations("addresses");
  return (
    <>
      <Select
        label={t("filterAttribute")}
        name="attribute"
        hideLabel
        placeholder={t("anyAttribute")}
        defaultValue={filter.attribute ?? ""}
        options={attributes.map(({ key }) => ({ value: key, label: key }))}
        className="max-w-48"
      />
      <TextField
        label={t("filterValue")}
        name="value"
        hideLabel
        placeholder={t("filterValue")}
        defaultValue={filter.value ?? ""}
        className="max-w-48"
      />
    </>
  );
}
