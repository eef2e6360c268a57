import { Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { deleteAttributeAction } from "@/lib/attributes/actions";
import type { Attribute } from "@/lib/attributes/queries";
import { AttributeForm } from "./attribute-form";

export function AttributeRowActions({ attribute }: { attribute: Attribute }) {
  const t = useTranslations("attributes");
  const name = attribute.key;
  return (
    <div className="flex justify-end gap-1">
      <Dialog
        trigger={<IconButton aria-label={t("edit", { name })} icon={<Pencil />} size="sm" />}
        title={t("editTitle")}
      >
        <AttributeForm subject={attribute.subject} attribute={attribute} />
      </Dialog>
      <ConfirmDialog
        trigger={<IconButton aria-label={t("delete", { name })} icon={<Trash2 />} size="sm" />}
        title={t("deleteTitle")}
        confirmLabel={t("deleteConfirm")}
        successMessage={t("deleted")}
        action={deleteAttributeAction.bind(null, { id: attribute.id })}
      >
        {t("deleteBody", { name })}
      </ConfirmDialog>
    </div>
  );
}
