"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { removeTotpAction } from "@/lib/factors/actions";

export function RemoveTotp() {
  const t = useTranslations("factors.totp");
  return (
    <ConfirmDialog
      trigger={<Button>{t("remove")}</Button>}
      title={t("removeTitle")}
      confirmLabel={t("remove")}
      action={() => removeTotpAction({})}
      successMessage={t("removed")}
    >
      {t("removeBody")}
    </ConfirmDialog>
  );
}
