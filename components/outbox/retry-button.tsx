"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { withProof } from "@/components/ui/proof-gate";
import { toast } from "@/components/ui/toast-queue";
import { retryMessageAction } from "@/lib/outbox/actions";

export function RetryButton({ id }: { id: string }) {
  const t = useTranslations("operator-notices");
  const [isPending, start] = useTransition();
  return (
    <Button
      size="sm"
      isPending={isPending}
      onPress={() =>
        start(async () => {
          const result = await withProof(() => retryMessageAction({ id }));
          toast(
            result.ok
              ? { tone: "success", title: t("retried") }
              : { tone: "danger", title: result.message },
          );
        })
      }
    >
      {t("retry")}
    </Button>
  );
}
