"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { undoImportAction } from "@/lib/imports/actions";

export function UndoButton({ importId }: { importId: string }) {
  const t = useTranslations("imports");
  const router = useRouter();

  async function undo() {
    const result = await undoImportAction({ importId });
    router.refresh();
    return result;
  }

  return (
    <ConfirmDialog
      trigger={<Button variant="ghost">{t("undo")}</Button>}
      title={t("undo")}
      confirmLabel={t("undoConfirm")}
      action={undo}
      successMessage={t("undoStarted")}
    >
      {t("undoBody")}
    </ConfirmDialog>
  );
}
