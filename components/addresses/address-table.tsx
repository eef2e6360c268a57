import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { DateTime } from "@/components/ui/date-time";
import { type Column, Table } from "@/components/ui/table";
import { TagChip } from "@/components/ui/tag-chip";
import { TextLink } from "@/components/ui/text-link";
import type { AddressSummary } from "@/lib/addresses/queries";
import { paths } from "@/lib/paths";
import type { TagSummary } from "@/lib/tags/queries";
import { AddressStateBadge } from "./address-state-badge";

type AddressTableProps = { addresses: AddressSummary[]; isSelectable: boolean };

export function AddressTable({ addresses, isSelectable }: AddressTableProps) {
  const t = useTranslations("addresses");
  const columns: Column<AddressSummary>[] = [
    {
      id: "email",
      header: t("email"),
      isRowHeader: true,
      render: ({ id, email }) => (
        <span className="break-all">
          <TextLink href={paths.address(id)}>{email}</TextLink>
        </span>
      ),
    },
    {
      id: "name",
      header: t("name"),
      render: ({ name }) => <span className="sm:whitespace-nowrap">{name}</span>,
    },
    { id: "tags", header: t("tags"), render: ({ tags }) => <TagChips tags={tags} /> },
    {
      id: "state",
      header: t("state"),
      render: ({ state, hasConsent }) => (
        <span className="flex flex-wrap gap-1">
          <AddressStateBadge state={state} />
          {!hasConsent && <Badge>{t("consents.missing")}</Badge>}
        </span>
      ),
    },
    {
      id: "createdAt",
      header: t("createdAt"),
      hideBelow: "md",
      render: ({ createdAt }) => <DateTime value={createdAt} />,
    },
  ];
  return (
    <Table
      caption={t("caption")}
      columns={columns}
      rows={addresses}
      getRowId={({ id }) => id}
      getRowLabel={({ email }) => email}
      isSelectable={isSelectable}
    />
  );
}

export function TagChips({ tags }: { tags: TagSummary[] }) {
  return (
    <span className="flex min-w-0 flex-wrap gap-1">
      {tags.map((tag) => (
        <TagChip key={tag.id} color={tag.color}>
          {tag.name}
        </TagChip>
      ))}
    </span>
  );
}
