"use client";

import { FileArchive } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-queue";
import { requestPackAction } from "@/lib/evidence/actions";

export function RequestPack({ isRunning }: { isRunning: boolean }) {
  const t = useTranslations("evidence");
  const router = useRouter();
  const [isPending, start] = useTransition();
  const ask = () =>
    start(async () => {
      const result = await requestPackAction({});
      toast(
        result.ok
          ? { tone: "success", title: t("requested") }
          : { tone: "danger", title: result.message },
      );
      router.refresh();
    });
  return (
    <Button
      variant="primary"
      icon={<FileArchive />}
      isPending={isPending}
      isDisabled={isRunning}
      onPress={ask}
    >
      {t("request")}
    </Button>
  );
}
