"use client";

import { Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { IconButton } from "@/components/ui/icon-button";
import { deleteSenderAction } from "@/lib/senders/actions";
import type { SenderWithUse } from "@/lib/senders/queries";
import { SenderForm } from "./sender-form";

export function SenderRowActions({ sender }: { sender: SenderWithUse }) {
  const t = useTranslations("senders");
  return (
    <>
      <Dialog
        title={t("editTitle")}
        {...(sender.isBusy ? { description: t("editBusy") } : {})}
        trigger={<IconButton aria-label={t("editOf", { name: sender.name })} icon={<Pencil />} />}
      >
        <SenderForm sender={sender} />
      </Dialog>
      <ConfirmDialog
        trigger={<IconButton aria-label={t("deleteOf", { name: sender.name })} icon={<Trash2 />} />}
        title={t("deleteTitle")}
        confirmLabel={t("delete")}
        successMessage={t("deleted")}
        action={() => deleteSenderAction({ id: sender.id })}
      >
        {t("deleteBody", { name: sender.name, email: sender.email })}
      </ConfirmDialog>
    </>
  );
}
