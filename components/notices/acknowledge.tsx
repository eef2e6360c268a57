"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-queue";
import { acknowledgeNoticeAction } from "@/lib/notices/actions";

export function AcknowledgeButton({ noticeId }: { noticeId: string }) {
  const t = useTranslations("notices");
  const [isPending, start] = useTransition();
  return (
    <Button
      variant="primary"
      isPending={isPending}
      onPress={() =>
        start(async () => {
          const result = await acknowledgeNoticeAction({ noticeId });
          if (!result.ok) toast({ tone: "danger", title: result.message });
        })
      }
    >
      {t("acknowledge")}
    </Button>
  );
}
