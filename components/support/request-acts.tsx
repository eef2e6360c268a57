"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { closeSupportAction, reopenSupportAction } from "@/lib/support/actions";

/** Ends a request, or takes it up again. */
export function RequestActs({ id, isClosed }: { id: string; isClosed: boolean }) {
  const t = useTranslations("support");
  const name = isClosed ? "reopen" : "close";
  return (
    <ConfirmDialog
      trigger={<Button>{t(name)}</Button>}
      title={t(name)}
      confirmLabel={t(name)}
      tone="accent"
      successMessage={t(isClosed ? "reopened" : "closed")}
      action={() => (isClosed ? reopenSupportAction({ id }) : closeSupportAction({ id }))}
    >
      {t(isClosed ? "closedHint" : "closeText")}
    </ConfirmDialog>
  );
}
