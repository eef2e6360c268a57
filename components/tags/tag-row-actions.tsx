import { ListChecks, Merge, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { TagChoiceForm } from "@/components/preferences/tag-choice-form";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import type { TagChoice } from "@/lib/preferences/queries";
import { deleteTagAction } from "@/lib/tags/actions";
import type { TagWithCount } from "@/lib/tags/queries";
import { MergeTagForm } from "./merge-tag-form";
import { TagForm } from "./tag-form";

type TagRowActionsProps = {
  tag: TagWithCount;
  others: TagWithCount[];
  choice: TagChoice | undefined;
};

export function TagRowActions({ tag, others, choice }: TagRowActionsProps) {
  const t = useTranslations("tags");
  const preferences = useTranslations("preferences");
  const { name } = tag;
  return (
    <div className="flex justify-end gap-1">
      <Dialog
        trigger={<IconButton aria-label={t("edit", { name })} icon={<Pencil />} size="sm" />}
        title={t("editTitle")}
      >
        <TagForm tag={tag} />
      </Dialog>
      {choice && (
        <Dialog
          trigger={
            <IconButton
              aria-label={preferences("offer", { name })}
              icon={<ListChecks />}
              size="sm"
            />
          }
          title={preferences("offerTitle", { name })}
          description={preferences("offerDescription")}
        >
          <TagChoiceForm choice={choice} tagName={name} />
        </Dialog>
      )}
      {others.length > 0 && (
        <Dialog
          trigger={<IconButton aria-label={t("merge", { name })} icon={<Merge />} size="sm" />}
          title={t("mergeTitle", { name })}
          description={t("mergeDescription", { name })}
        >
          <MergeTagForm tag={tag} others={others} />
        </Dialog>
      )}
      <ConfirmDialog
        trigger={<IconButton aria-label={t("delete", { name })} icon={<Trash2 />} size="sm" />}
        title={t("deleteTitle")}
        confirmLabel={t("deleteConfirm")}
        successMessage={t("deleted")}
        action={deleteTagAction.bind(null, { id: tag.id })}
      >
        {t("deleteBody", { name, count: tag.addressCount })}
      </ConfirmDialog>
    </div>
  );
}
