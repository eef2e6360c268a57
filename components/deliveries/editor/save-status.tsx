"use client";

import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { DraftHandle } from "./use-draft";

/** Says whether everything typed is stored, and offers the way out where it is not. */
export function SaveStatus({ handle }: { handle: DraftHandle }) {
  const t = useTranslations("deliveries");
  const { save, saveNow } = handle;
  if (save.kind === "conflict") {
    return (
      <Alert
        tone="danger"
        title={t("save.conflict")}
        actions={
          <>
            <Button size="sm" onPress={() => void saveNow(true)}>
              {t("save.overwrite")}
            </Button>
            <Button size="sm" onPress={() => window.location.reload()}>
              {t("save.reload")}
            </Button>
          </>
        }
      >
        {save.message}
      </Alert>
    );
  }
  if (save.kind === "failed") {
    return (
      <Alert tone="danger" title={t("save.failed")}>
        {save.message}
      </Alert>
    );
  }
  return (
    <p role="status" className="text-muted text-xs">
      {t(`save.${save.kind}`)}
    </p>
  );
}
