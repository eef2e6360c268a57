import { Tag } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { EmptyState } from "@/components/ui/empty-state";
import { type Column, Table } from "@/components/ui/table";
import { TagChip } from "@/components/ui/tag-chip";
import { TextLink } from "@/components/ui/text-link";
import { addressListHref } from "@/lib/addresses/rules";
import { formatNumber } from "@/lib/format";
import type { TagChoice } from "@/lib/preferences/queries";
import type { TagWithCount } from "@/lib/tags/queries";
import { TagRowActions } from "./tag-row-actions";

type TagListProps = {
  tags: TagWithCount[];
  choices: TagChoice[];
  canWrite: boolean;
  canOffer: boolean;
};

export function TagList({ tags, choices, canWrite, canOffer }: TagListProps) {
  const t = useTranslations("tags");
  const preferences = useTranslations("preferences");
  const choiceOf = new Map(choices.map((choice) => [choice.id, choice]));
  const locale = useLocale();
  const columns: Column<TagWithCount>[] = [
    {
      id: "name",
      header: t("name"),
      isRowHeader: true,
      render: (tag) => <TagChip color={tag.color}>{tag.name}</TagChip>,
    },
    {
      id: "choice",
      header: preferences("column"),
      hideBelow: "md",
      render: ({ id }) => {
        const choice = choiceOf.get(id);
        return choice?.isChoosable ? (
          choice.publicName
        ) : (
          <span className="text-muted">{preferences("notOffered")}</span>
        );
      },
    },
    {
      id: "count",
      header: t("addressCount"),
      align: "end",
      render: (tag) => (
        <TextLink href={addressListHref({ tag: tag.id })}>
          <span className="sr-only">{t("showAddresses", { name: tag.name })} </span>
          {formatNumber(tag.addressCount, locale)}
        </TextLink>
      ),
    },
  ];
  if (canWrite) {
    columns.push({
      id: "actions",
      header: t("actions"),
      isHeaderHidden: true,
      align: "end",
      render: (tag) => (
        <TagRowActions
          tag={tag}
          others={tags.filter((other) => other.id !== tag.id)}
          choice={canOffer ? choiceOf.get(tag.id) : undefined}
        />
      ),
    });
  }
  const empty = (
    <EmptyState icon={<Tag />} title={t("emptyTitle")} description={t("emptyDescription")} />
  );
  return (
    <Table
      caption={t("caption")}
      columns={columns}
      rows={tags}
      getRowId={(tag) => tag.id}
      empty={empty}
    />
  );
}
