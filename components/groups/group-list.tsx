import { Layers, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { type Column, Table } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import type { GroupWithCount } from "@/lib/group-counts/queries";
import { deleteGroupAction } from "@/lib/groups/actions";
import type { GroupDelivery } from "@/lib/groups/queries";
import { paths } from "@/lib/paths";
import type { TagSummary } from "@/lib/tags/queries";
import { GroupSentence } from "./group-sentence";

type GroupListProps = {
  groups: GroupWithCount[];
  tags: TagSummary[];
  deliveries: GroupDelivery[];
  canWrite: boolean;
};

export function GroupList({ groups, tags, deliveries, canWrite }: GroupListProps) {
  const t = useTranslations("groups");
  const columns: Column<GroupWithCount>[] = [
    {
      id: "name",
      header: t("name"),
      isRowHeader: true,
      render: ({ id, name }) => <TextLink href={paths.group(id)}>{name}</TextLink>,
    },
    {
      id: "condition",
      header: t("condition"),
      render: ({ expression }) => (
        <GroupSentence expression={expression} tags={tags} deliveries={deliveries} />
      ),
    },
    {
      id: "count",
      header: t("addressCount"),
      align: "end",
      render: ({ addressCount, isEstimate }) =>
        isEstimate ? t("aboutCount", { count: addressCount }) : t("count", { count: addressCount }),
    },
  ];
  if (canWrite) {
    columns.push({
      id: "actions",
      header: t("actions"),
      isHeaderHidden: true,
      align: "end",
      render: (group) => <DeleteGroup group={group} />,
    });
  }
  const empty = (
    <EmptyState icon={<Layers />} title={t("emptyTitle")} description={t("emptyDescription")} />
  );
  return (
    <Table
      caption={t("caption")}
      columns={columns}
      rows={groups}
      getRowId={({ id }) => id}
      empty={empty}
    />
  );
}

function DeleteGroup({ group: { id, name } }: { group: GroupWithCount }) {
  const t = useTranslations("groups");
  return (
    <ConfirmDialog
      trigger={<IconButton aria-label={t("delete", { name })} icon={<Trash2 />} size="sm" />}
      title={t("deleteTitle")}
      confirmLabel={t("deleteConfirm")}
      successMessage={t("deleted")}
      action={deleteGroupAction.bind(null, { id })}
    >
      {t("deleteBody", { name })}
    </ConfirmDialog>
  );
}
