"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { cancelImportAction } from "@/lib/imports/actions";

type CancelButtonProps = { importId: string; kind: "cancel" | "discard" };

export function CancelButton({ importId, kind }: CancelButtonProps) {
  const t = useTranslations("imports");
  const router = useRouter();

  async function cancel() {
    const result = await cancelImportAction({ importId });
    router.refresh();
    return result;
  }

  return (
    <ConfirmDialog
      trigger={<Button variant="ghost">{t(kind)}</Button>}
      title={t(kind)}
      confirmLabel={t(`${kind}Confirm`)}
      action={cancel}
      successMessage={t("cancelled")}
    >
      {t(`${kind}Body`)}
    </ConfirmDialog>
  );
}
