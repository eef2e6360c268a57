import { SearchX, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import { paths } from "@/lib/paths";

type AddressEmptyProps = { isFiltered: boolean; canImport: boolean };

/** Says whether the book is empty or the filter is too narrow, and what to do next. */
export function AddressEmpty({ isFiltered, canImport }: AddressEmptyProps) {
  const t = useTranslations("addresses");
  if (isFiltered) {
    return (
      <EmptyState
        icon={<SearchX />}
        title={t("noMatchTitle")}
        description={t("noMatchDescription")}
        action={<LinkButton href={paths.addresses}>{t("clearFilters")}</LinkButton>}
      />
    );
  }
  return (
    <EmptyState
      icon={<Users />}
      title={t("emptyTitle")}
      description={t("emptyDescription")}
      action={
        canImport && (
          <LinkButton href={paths.newImport} variant="primary">
            {t("import")}
          </LinkButton>
        )
      }
    />
  );
}
