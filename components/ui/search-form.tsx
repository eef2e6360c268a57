import Form from "next/form";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "./button";
import { SearchField } from "./search-field";

export type SearchFormProps = {
  action: string;
  label: string;
  name?: string;
  defaultValue?: string;
  placeholder?: string;
  errorMessage?: string;
  keep?: Record<string, string>;
  children?: ReactNode;
};

/** Filters of a list, kept in the URL: a GET form whose other parameters survive through `keep`. */
export function SearchForm({
  action,
  label,
  name = "q",
  defaultValue,
  placeholder,
  errorMessage,
  keep,
  children,
}: SearchFormProps) {
  const t = useTranslations("ui");
  return (
    <Form action={action} role="search" className="flex flex-wrap items-end gap-2">
      {Object.entries(keep ?? {}).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <SearchField
        label={label}
        name={name}
        className="w-full sm:w-64"
        {...(defaultValue === undefined ? {} : { defaultValue })}
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(errorMessage === undefined ? {} : { errorMessage })}
      />
      {children}
      <Button type="submit">{t("search")}</Button>
    </Form>
  );
}
