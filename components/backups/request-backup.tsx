import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { requestBackupAction } from "@/lib/backups/actions";

/** Asks the worker for a backup or a drill at once. */
export function RequestBackup({ kind }: { kind: "backup" | "drill" }) {
  const t = useTranslations("operatorBackups");
  return (
    <ConfirmDialog
      trigger={<Button variant={kind === "backup" ? "primary" : "secondary"}>{t(kind)}</Button>}
      title={t(`${kind}Title`)}
      confirmLabel={t(kind)}
      tone="accent"
      action={requestBackupAction.bind(null, { kind })}
      successMessage={t("requested")}
    >
      {t(`${kind}Text`)}
    </ConfirmDialog>
  );
}
