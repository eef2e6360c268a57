"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-queue";
import { reopenImportAction, startImportAction } from "@/lib/imports/actions";

/** Starts a checked import, or goes back to its columns. */
export function CheckActions({ importId }: { importId: string }) {
  const t = useTranslations("imports");
  const ui = useTranslations("ui");
  const router = useRouter();
  const [pressed, setPressed] = useState<"start" | "backToMapping" | null>(null);
  const [isPending, startTransition] = useTransition();

  const press = (name: "start" | "backToMapping") => () => {
    setPressed(name);
    startTransition(async () => {
      const action = name === "start" ? startImportAction : reopenImportAction;
      const result = await action({ importId }).catch(() => null);
      if (result?.ok)
        toast({ tone: "success", title: t(name === "start" ? "started" : "reopened") });
      else toast({ tone: "danger", title: result?.message ?? ui("networkError") });
      router.refresh();
    });
  };

  return (
    <>
      <Button onPress={press("backToMapping")} isPending={isPending && pressed === "backToMapping"}>
        {t("backToMapping")}
      </Button>
      <Button
        variant="primary"
        onPress={press("start")}
        isPending={isPending && pressed === "start"}
      >
        {t("start")}
      </Button>
    </>
  );
}
