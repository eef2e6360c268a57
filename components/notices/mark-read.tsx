"use client";

import { useTranslations } from "next-intl";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { markNoticeReadAction } from "@/lib/notices/actions";

export function MarkReadButton({ noticeId }: { noticeId: string }) {
  const t = useTranslations("notices");
  const [isPending, start] = useTransition();
  return (
    <Button
      variant="primary"
      isPending={isPending}
      onPress={() =>
        start(async () => {
          await markNoticeReadAction({ noticeId });
        })
      }
    >
      {t("markRead")}
    </Button>
  );
}
