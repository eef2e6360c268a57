"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-queue";
import { retryBuildAction } from "@/lib/application-desk/actions";

export function RetryBuildButton({ id }: { id: string }) {
  const t = useTranslations("operatorRecords.applications");
  const [isPending, start] = useTransition();
  return (
    <Button
      size="sm"
      isPending={isPending}
      onPress={() =>
        start(async () => {
          const result = await retryBuildAction({ id });
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
