"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ActionResult } from "@/components/ui/action-result";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { regenerateRecoveryCodesAction } from "@/lib/factors/actions";
import { RecoveryCodeList } from "./recovery-code-list";

export function RegenerateCodes() {
  const t = useTranslations("factors.recovery");
  const router = useRouter();
  const [codes, setCodes] = useState<string[] | null>(null);

  async function regenerate(): Promise<ActionResult<unknown>> {
    const result = await regenerateRecoveryCodesAction({});
    if (result.ok) setCodes(result.data.recoveryCodes);
    return result;
  }

  if (codes) {
    return (
      <RecoveryCodeList
        codes={codes}
        onDone={() => {
          setCodes(null);
          router.refresh();
        }}
      />
    );
  }
  return (
    <ConfirmDialog
      trigger={<Button>{t("regenerate")}</Button>}
      title={t("regenerateTitle")}
      confirmLabel={t("regenerate")}
      tone="accent"
      action={regenerate}
    >
      {t("regenerateBody")}
    </ConfirmDialog>
  );
}
