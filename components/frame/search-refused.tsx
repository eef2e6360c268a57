import { PageHeader } from "@/components/ui/page-header";
import { SearchForm } from "@/components/ui/search-form";

type SearchRefusedProps = {
  title: string;
  action: string;
  label: string;
  /** Why the search was not made. */
  message: string;
  /** What was searched for and how the list was narrowed, as the address has it. */
  query: Readonly<Record<string, string | undefined>>;
};

/** A list whose search was not made: the field with the reason, ready to search again. */
export function SearchRefused({ title, action, label, message, query }: SearchRefusedProps) {
  const { q, after: _after, before: _before, ...others } = query;
  const keep = Object.entries(others).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return (
    <>
      <PageHeader title={title} />
      <SearchForm
        action={action}
        label={label}
        defaultValue={q ?? ""}
        errorMessage={message}
        keep={Object.fromEntries(keep)}
      />
    </>
  );
}
