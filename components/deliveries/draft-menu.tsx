"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { deleteDeliveryAction } from "@/lib/deliveries/actions";
import { paths } from "@/lib/paths";
import { DuplicateButton } from "./duplicate-button";

/** What one may do with a draft as a whole. */
export function DraftMenu({ id, name }: { id: string; name: string }) {
  const t = useTranslations("deliveries");
  return (
    <>
      <DuplicateButton id={id} />
      <ConfirmDialog
        trigger={<Button icon={<Trash2 />}>{t("delete.button")}</Button>}
        title={t("delete.title")}
        confirmLabel={t("delete.confirm")}
        successMessage={t("delete.done")}
        successHref={paths.deliveries}
        action={() => deleteDeliveryAction({ id })}
      >
        {t("delete.body", { name })}
      </ConfirmDialog>
    </>
  );
}
